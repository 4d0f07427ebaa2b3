package io.heddle.backend;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * One thread leaves an object that another thread takes: either the taker has it, or it is still in its place. Fails if
 * {@code leave} stores without a comparison, or {@code take} without an exchange.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "found in time: it does not lie there any more")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "too late: it lies there")
@Outcome(expect = Expect.FORBIDDEN, desc = "handed to two, or lost")
@State
public class PlacesLeaveStress {
    private static final Object THING = new Object();

    private final Places<Object> places = new Places<>(2);

    @Actor
    public void leaves() {
        places.leave(THING);
    }

    @Actor
    public void takes(ZZ_Result result) {
        result.r1 = places.take(places.count()) == THING;
    }

    @Arbiter
    public void after(ZZ_Result result) {
        result.r2 = places.take(places.count()) == THING;
    }
}
