package io.heddle.backend;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two threads check every place for the only object. Fails if {@code take} reads the place and then writes it, instead
 * of one exchange.
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first has it")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "handed to two, or lost")
@State
public class PlacesTakeStress {
    private static final Object THING = new Object();

    private final Places<Object> places = new Places<>(2);

    public PlacesTakeStress() {
        places.leave(THING);
    }

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = places.take(places.count()) == THING;
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = places.take(places.count()) == THING;
    }
}
