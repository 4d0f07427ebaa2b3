package io.heddle.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A thread that waits at a gate while it is opened is woken, and sees all earlier writes of the opening thread. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "woken, or never asleep")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up is lost, or the gate publishes nothing")
@State
public class GateStress {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);

    private final Gate gate = new Gate();
    private int written;

    /** Its time advances only by sleeps that no unpark has ended. */
    private final Ticker ticker = new Ticker() {
        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void parkNanos(Object blocker, long nanos) {
            long start = System.nanoTime();
            LockSupport.parkNanos(blocker, nanos);
            if (System.nanoTime() - start >= nanos) {
                now += nanos;
            }
        }
    };

    @Actor
    public void waits(ZZ_Result result) {
        boolean opened = gate.await(ticker, LIMIT);
        result.r1 = opened && ticker.nanoTime() == 0;
        result.r2 = written == 1;
    }

    @Actor
    public void opens() {
        written = 1;
        gate.open();
    }
}
