package io.heddle.bench.soak;

import io.heddle.context.CompletionContext;
import io.heddle.context.Completions;
import io.heddle.context.ContextException;
import io.heddle.context.ContextStatus;
import io.heddle.context.IoRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Uses a completion context. */
final class ContextUser implements Actor {
    private static final Duration A_WHILE = Duration.ofMillis(5);
    private static final List<ContextStatus> NOT_NOW = List.of(
            ContextStatus.INSUFFICIENT_RESOURCES, ContextStatus.INVALID_HANDLE, ContextStatus.PROCESS_NOT_FOUND);

    private final Tenant tenant;
    private final Random random;
    private final List<Job> jobs = new ArrayList<>();
    private boolean over;

    /** A request, its buffer and its area. */
    private static final class Job {
        final IoRequest request = new IoRequest();
        final Area area;
        final ByteBuffer memory;
        Area.@Nullable Write writing;
        boolean reads;
        boolean isOut;

        Job(Area area, ByteBuffer memory) {
            this.area = area;
            this.memory = memory;
        }
    }

    ContextUser(Tenant tenant, long seed) {
        this.tenant = tenant;
        random = new Random(seed);
        RoundPlan plan = tenant.plan;
        for (int number = 0; number < plan.pieces(); number++) {
            Area area = tenant.area(random.nextInt(plan.files()), plan.largest());
            jobs.add(new Job(area, Piece.buffer(area.capacity, plan.alignment(), random.nextBoolean())));
        }
    }

    @Override
    public void run(Gate gate) throws Exception {
        Completions completed = new Completions(8);
        CompletionContext context = CompletionContext.open(tenant.process);
        while (gate.isOpen() && !over && tenant.process.isOpen()) { // after the exit no wait blocks
            submit(context);
            if (random.nextInt(10) == 0) {
                cancel(jobs.get(random.nextInt(jobs.size())));
            }
            if (random.nextInt(20) == 0) {
                context.wakeup();
            }
            collect(context, completed, random.nextInt(completed.capacity() + 1));
        }
        while (context.pending() > 0 && tenant.process.isOpen()) {
            collect(context, completed, 1);
        }
        for (Job job : jobs) {
            if (job.isOut && job.writing != null) {
                job.area.perhapsWritten(job.writing); // the exit has reaped it
            }
        }
        context.close();
    }

    private void submit(CompletionContext context) throws ContextException {
        List<Job> batch = new ArrayList<>();
        for (Job job : jobs) {
            if (!job.isOut && random.nextInt(3) == 0) {
                prepare(job);
                batch.add(job);
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            context.submit(batch.stream().map(job -> job.request).toArray(IoRequest[]::new));
            batch.forEach(job -> job.isOut = true);
            tenant.tally.requests.add(batch.size());
        } catch (ContextException refused) {
            if (!NOT_NOW.contains(refused.status())) {
                throw refused;
            }
            boolean exited = !tenant.process.isOpen();
            for (Job job : batch) {
                IoRequest.State state = job.request.state();
                job.isOut = state == IoRequest.State.SUBMITTED || (exited && state != IoRequest.State.PREPARED);
            }
            tenant.tally.refused.increment();
            Actor.backOff();
            over |= refused.status() == ContextStatus.PROCESS_NOT_FOUND;
        }
    }

    private void prepare(Job job) throws ContextException {
        ByteBuffer buffer = job.memory.duplicate().clear();
        job.writing = null;
        job.reads = false;
        job.isOut = false;
        switch (random.nextInt(8)) {
            case 0 -> job.request.prepareFlush(tenant.file(job.area.file), job);
            case 1, 2, 3 -> {
                job.reads = true;
                job.request.prepareRead(tenant.file(job.area.file), job.area.offset, buffer, job);
            }
            default -> {
                job.writing = job.area.compose(buffer.slice());
                job.request.prepareWrite(tenant.file(job.area.file), job.area.offset, buffer, job);
            }
        }
    }

    private void cancel(Job job) {
        if (job.request.cancel() == ContextStatus.SUCCESS) {
            job.isOut = false;
            tenant.tally.cancelled.increment();
        }
    }

    private void collect(CompletionContext context, Completions completed, int min) throws Exception {
        context.await(completed, min, A_WHILE);
        for (int i = 0; i < completed.size(); i++) {
            if (completed.get(i).user() instanceof Job job) {
                ended(job);
            }
        }
    }

    private void ended(Job job) throws ContextException {
        job.isOut = false;
        if (job.request.status() == ContextStatus.CANCELED) {
            cancelled(job);
            return;
        }
        long result = job.request.result();
        tenant.tally.bytes.add(result);
        Area.Write write = job.writing;
        if (job.reads) {
            tenant.verify(job.area, job.memory, (int) result, "read by a context");
        } else if (write != null && result == write.length()) {
            job.area.written(write);
        } else if (write != null) {
            tenant.tally.fail("a write of a context, of " + write + ", has written " + result);
        }
    }

    /**
     * Records a cancelled request. Either the close of its file has cancelled it, which moves no byte; or it was lost
     * to an exit or exec, for which the exception has no cause, and may have been done.
     */
    private void cancelled(Job job) {
        tenant.tally.cancelled.increment();
        try {
            long _ = job.request.result();
        } catch (ContextException cancelled) {
            if (cancelled.getCause() == null && job.writing != null) {
                job.area.perhapsWritten(job.writing);
            }
        }
    }
}
