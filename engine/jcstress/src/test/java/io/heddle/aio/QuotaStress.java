package io.heddle.aio;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two threads submit where one place is left: one takes it, and the refusal of the other loses no place. */
@JCStressTest
@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "the first has it")
@Outcome(id = "false, true, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "the limit is exceeded, or a place is lost")
@State
public class QuotaStress {
    private final Quota quota = new Quota(new AioSystem(Dialect.POSIX), 1);

    private boolean take() {
        try {
            quota.take(null);
            return true;
        } catch (AioException full) {
            return false;
        }
    }

    @Actor
    public void first(ZZI_Result result) {
        result.r1 = take();
    }

    @Actor
    public void second(ZZI_Result result) {
        result.r2 = take();
    }

    @Arbiter
    public void after(ZZI_Result result) {
        result.r3 = quota.outstanding();
    }
}
