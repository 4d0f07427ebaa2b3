package io.heddle.linux;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * The only user of an object leaves while another thread closes it, and it is closed again afterwards: exactly one of
 * these calls returns that its caller has to close it.
 */
@JCStressTest
@Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "the user had left, the first does it")
@Outcome(id = "false, true, false", expect = Expect.ACCEPTABLE, desc = "the user leaves last and does it")
@Outcome(expect = Expect.FORBIDDEN, desc = "closed twice, or never")
@State
public class UsersCloseStress {
    private final Users users = new Users();

    public UsersCloseStress() {
        users.enter();
    }

    @Actor
    public void closes(ZZZ_Result result) {
        result.r1 = users.close();
    }

    @Actor
    public void leaves(ZZZ_Result result) {
        result.r2 = users.leave();
    }

    @Arbiter
    public void closesAgain(ZZZ_Result result) {
        result.r3 = users.close();
    }
}
