package io.heddle.linux;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A descriptor is closed while one thread uses it and another begins to: once, and while no thread uses it. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "closed once, while nobody used it")
@Outcome(expect = Expect.FORBIDDEN, desc = "closed under a user, twice, or never")
@State
public class UsersStress {
    private final Users users = new Users();
    private final AtomicInteger closed = new AtomicInteger();
    private boolean firstUsedIt = true;
    private boolean secondUsedIt = true;

    /** Returns whether it was open for the duration of the use. */
    private boolean use() {
        if (!users.enter()) {
            return true; // it was closed, and is not used
        }
        boolean open = closed.get() == 0;
        Thread.onSpinWait();
        open &= closed.get() == 0;
        if (users.leave()) {
            closed.incrementAndGet();
        }
        return open;
    }

    @Actor
    public void uses() {
        firstUsedIt = use();
    }

    @Actor
    public void closesAndUses() {
        if (users.close()) {
            closed.incrementAndGet();
        }
        secondUsedIt = use();
    }

    @Arbiter
    public void after(ZI_Result result) {
        result.r1 = firstUsedIt && secondUsedIt;
        result.r2 = closed.get();
    }
}
