package io.heddle.aio;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Two processes take the last place of the system that they share: one succeeds, and no place is lost. */
@JCStressTest
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "the first has it")
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "the second has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "the limit is exceeded, or a place is lost")
@State
public class SystemQuotaStress {
    private final AioSystem system = new AioSystem(Dialect.POSIX);

    public SystemQuotaStress() {
        system.limits(1, 1);
    }

    @Actor
    public void first(ZZZ_Result result) {
        result.r1 = system.take();
    }

    @Actor
    public void second(ZZZ_Result result) {
        result.r2 = system.take();
    }

    @Arbiter
    public void after(ZZZ_Result result) {
        system.giveBack();
        result.r3 = system.take() && !system.take();
    }
}
