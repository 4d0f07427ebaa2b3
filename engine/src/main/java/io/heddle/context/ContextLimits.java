package io.heddle.context;

import io.heddle.aio.AioProcess;

/**
 * The limits of the contexts of a process: {@code RTFILEAIOLIMITS}.
 *
 * @param maxOutstanding how many requests all contexts of the process together may have submitted and not yet handed
 *     out or cancelled; cReqsOutstandingMax
 * @param bufferAlignment the alignment in bytes that buffers must have; 0 if there is no requirement; cbBufferAlignment
 */
public record ContextLimits(int maxOutstanding, int bufferAlignment) {
    /**
     * Returns the limits of a process, {@code RTFileAioGetLimits}. The original fails where the kernel has no
     * asynchronous I/O; here it is always available.
     *
     * <p><b>Note:</b> a file that was opened for direct I/O has alignment requirements of its own, which these limits
     * do not include.
     *
     * @param process any process
     * @return its limits
     */
    public static ContextLimits of(AioProcess process) {
        return new ContextLimits(process.maxOutstanding(), 0);
    }
}
