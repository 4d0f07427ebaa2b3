package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A reused request, and a wait that need not park, allocate nothing. */
final class CompletionAllocationTest extends ContextTest {
    private static final int REQUESTS = 100;
    private static final int ROUNDS = 50;

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final IoRequest[] requests = new IoRequest[REQUESTS];
    private final ByteBuffer[] buffers = new ByteBuffer[REQUESTS];

    /** The minimum of many rounds counts: the first ones load classes and link call sites. */
    @Test
    void shouldAllocateNothingWhenEverythingIsUsedAgain() throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = new IoRequest();
            buffers[i] = record(i);
        }
        long submitting = Long.MAX_VALUE;
        long waiting = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            submitHeld(); // so that the worker does not contend for a lock
            long before = memory.getCurrentThreadAllocatedBytes();
            prepareAndSubmit();
            submitting = Math.min(submitting, memory.getCurrentThreadAllocatedBytes() - before);

            channel.letGo();
            awaitDone(REQUESTS + 1);
            context.await(completed, 1); // has no room for the last one
            before = memory.getCurrentThreadAllocatedBytes();
            context.await(completed, 1);
            waiting = Math.min(waiting, memory.getCurrentThreadAllocatedBytes() - before);
            assertThat(context.pending()).isZero();
        }
        assertThat(submitting).as("bytes allocated by prepare and submit").isZero();
        assertThat(waiting).as("bytes allocated by a wait").isZero();
    }

    private void prepareAndSubmit() throws ContextException {
        for (int i = 0; i < REQUESTS; i++) {
            buffers[i].clear();
            requests[i].prepareWrite(file, (long) i * RECORD, buffers[i], null);
        }
        context.submit(requests);
    }
}
