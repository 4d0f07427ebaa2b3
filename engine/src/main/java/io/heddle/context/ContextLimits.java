package io.heddle.context;

import io.heddle.aio.AioProcess;

/**
 * What the contexts of a process are limited by: {@code RTFILEAIOLIMITS}.
 *
 * @param maxOutstanding how many requests all contexts of the process together may have submitted and not yet handed
 *     out or cancelled; cReqsOutstandingMax
 * @param bufferAlignment the alignment in bytes that buffers must have; 0 if any will do; cbBufferAlignment
 */
public record ContextLimits(int maxOutstanding, int bufferAlignment) {
    /**
     * Returns the limits of a process, {@code RTFileAioGetLimits}. The original fails where the kernel has no
     * asynchronous I/O; here there always is some.
     *
     * <p><b>Note:</b> a file that was opened for direct I/O has demands of its own on buffers, which no limit tells.
     *
     * @param process any process
     * @return its limits
     */
    public static ContextLimits of(AioProcess process) {
        return new ContextLimits(process.maxOutstanding(), 0);
    }
}
