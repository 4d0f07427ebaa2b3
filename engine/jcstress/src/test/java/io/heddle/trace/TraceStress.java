package io.heddle.trace;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A span begins while recording starts and stops: with a tracer that is complete, or not at all. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nobody records")
@Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "recorded")
@Outcome(expect = Expect.FORBIDDEN, desc = "the tracer is not complete, or was looked for twice")
@State
public class TraceStress {
    private static final class Recording implements Tracer {
        private int span;

        @Override
        public @Nullable Object begin(TracePoint point) {
            return span;
        }
    }

    @Actor
    public void switches() {
        Recording recording = new Recording();
        recording.span = 42;
        Trace.install(recording);
        Trace.install(null);
    }

    @Actor
    public void traces(I_Result result) {
        try {
            Object span = Trace.begin(TracePoint.SLOW_REQUEST);
            result.r1 = span == null ? 0 : (int) span;
        } catch (NullPointerException lookedForTwice) {
            result.r1 = -1;
        }
    }
}
