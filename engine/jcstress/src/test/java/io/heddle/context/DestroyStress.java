package io.heddle.context;

import io.heddle.aio.AioProcess;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A context is destroyed while a request is submitted to it: one of the two is refused. */
@JCStressTest
@Outcome(id = "SUCCESS, BUSY", expect = Expect.ACCEPTABLE, desc = "the request is pending, so the context stays")
@Outcome(id = "INVALID_HANDLE, SUCCESS", expect = Expect.ACCEPTABLE, desc = "the context is destroyed")
@Outcome(expect = Expect.FORBIDDEN, desc = "a request is pending in a context that is destroyed, or both were refused")
@State
public class DestroyStress {
    private static final AioProcess PROCESS = AioProcess.open();

    private final CompletionContext context = CompletionContext.open(PROCESS);

    @Actor
    public void submits(LL_Result result) {
        try {
            context.admit();
            result.r1 = ContextStatus.SUCCESS;
        } catch (ContextException refused) {
            result.r1 = refused.status();
        }
    }

    @Actor
    public void destroys(LL_Result result) {
        try {
            context.close();
            result.r2 = ContextStatus.SUCCESS;
        } catch (ContextException refused) {
            result.r2 = refused.status();
        }
    }
}
