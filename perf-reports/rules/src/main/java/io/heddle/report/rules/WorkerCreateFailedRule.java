package io.heddle.report.rules;

import java.util.List;

/** Workers could not be created. */
public final class WorkerCreateFailedRule extends AioRule {
    /** Called by Mission Control. */
    public WorkerCreateFailedRule() {
        super("aio.WorkerCreationFailed", "Worker Creation Failed", "aio.WorkerCreateFailed");
    }

    @Override
    String title() {
        return "Workers could not be created.";
    }

    @Override
    String explanation() {
        return "The process wanted another worker and got none. Its requests are served by fewer "
                + "workers, or by none until an attempt succeeds.";
    }

    @Override
    String remedy() {
        return "Look at the reason: out of memory and limits of threads (ulimit -u, pids.max of the "
                + "container) concern platform workers most; a threadFactory of your own must not return "
                + "null.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        List<Row> failures = recorded.of("aio.WorkerCreateFailed");
        Row last = failures.get(failures.size() - 1);
        return Verdict.warning(failures.size() + " failures, the last one by "
                + recorded.nameOf(last.number("processId")) + " with " + last.number("threads") + " workers: "
                + last.text("reason") + ".");
    }
}
