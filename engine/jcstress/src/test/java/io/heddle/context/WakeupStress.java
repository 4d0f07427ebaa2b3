package io.heddle.context;

import io.heddle.aio.AioProcess;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A context's wait begins while it is woken: this wait or the next reports it, and here there is no next one. */
@JCStressTest
@Outcome(id = "INTERRUPTED", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up is lost")
@State
public class WakeupStress {
    private static final AioProcess PROCESS = AioProcess.open();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CompletionContext context = CompletionContext.open(
            PROCESS, CompletionContext.UNLIMITED, CompletionContext.Flag.WAIT_WITHOUT_PENDING_REQUESTS);
    private final Completions completions = new Completions(1);

    @Actor
    public void waits(L_Result result) {
        try {
            result.r1 = context.await(completions, 1, LIMIT);
        } catch (ContextException | InterruptedException refused) {
            result.r1 = refused;
        }
    }

    @Actor
    public void wakes() {
        try {
            context.wakeup();
        } catch (ContextException destroyed) {
            throw new IllegalStateException(destroyed);
        }
    }
}
