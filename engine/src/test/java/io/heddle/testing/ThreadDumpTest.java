package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a dump shows of virtual threads that can run and do not. */
final class ThreadDumpTest {
    private volatile boolean released;

    private void parkUntilReleased() {
        while (!released) {
            LockSupport.park(this);
        }
    }

    @Test
    void shouldTellThoseThatWaitForACarrierFromThoseThatAreParked() {
        Thread parked = Thread.ofVirtual().name("parked").start(this::parkUntilReleased);
        Thread unparked = Thread.ofVirtual().name("unparked").start(this::parkUntilReleased);
        Conditions.await("both to park", () -> isWaiting(parked) && isWaiting(unparked));

        BusyCarriers.during(BusyCarriers.count(), () -> {
            LockSupport.unpark(unparked);
            Thread started = Thread.ofVirtual().name("started").start(() -> {});
            List<String> found = ThreadDump.waitingForACarrier();
            assertThat(found).anyMatch(each -> each.endsWith("\"unparked\""));
            assertThat(found).contains("#" + started.threadId() + " \"started\"");
            assertThat(found).noneMatch(each -> each.endsWith("\"parked\""));
        });

        released = true;
        LockSupport.unpark(parked);
        LockSupport.unpark(unparked);
        Conditions.awaitEnd(parked);
        Conditions.awaitEnd(unparked);
        assertThat(ThreadDump.waitingForACarrier()).isEmpty();
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }
}
