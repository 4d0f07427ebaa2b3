package io.heddle.bench.soak;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.Errno;
import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Loads the engine according to a plan, ends everything, and checks the content of the files. */
final class Round {
    private static final long PATIENCE_MILLIS = 90_000;
    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final RoundPlan plan;
    private final Path folder;
    private final Tally tally;
    private final BooleanSupplier stopped;
    private final List<Tenant> tenants = new ArrayList<>();
    private final List<AppendFile> appendFiles = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean enough;

    Round(RoundPlan plan, Path folder, Tally tally, BooleanSupplier stopped) {
        this.plan = plan;
        this.folder = folder;
        this.tally = tally;
        this.stopped = stopped;
    }

    /** A user has not ended although its process has. Nothing can be counted any more. */
    static final class Stuck extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stuck(String message) {
            super(message);
        }
    }

    void run(Duration time) throws IOException, InterruptedException, RunFailure {
        Files.createDirectory(folder);
        try {
            List<Actor> actors = open();
            actors.forEach(this::start);
            long start = System.nanoTime();
            crowd(start + time.toNanos());
            await(start + time.toNanos());
            end();
            for (Tenant tenant : tenants) {
                tenant.check();
            }
            for (AppendFile file : appendFiles) {
                file.check();
            }
        } finally {
            for (Tenant tenant : tenants) {
                tenant.process.close(); // has exited already unless a failure occurred
            }
            delete();
        }
    }

    private List<Actor> open() throws IOException, RunFailure {
        Random random = new Random(plan.seed());
        List<Actor> actors = new ArrayList<>();
        for (int number = 0; number < plan.processes(); number++) {
            Tenant tenant = new Tenant(plan, number, folder, tally);
            tenants.add(tenant);
            boolean alone = plan.users() == 1 && plan.appenders() == 0 && !plan.contexts();
            for (int user = 0; user < plan.users(); user++) {
                actors.add(new User(tenant, random.nextLong(), alone));
            }
            if (plan.contexts()) {
                actors.add(new ContextUser(tenant, random.nextLong()));
            }
            if (plan.appenders() > 0) {
                AppendFile file = new AppendFile(tenant, folder.resolve(number + ".log"), random.nextLong());
                appendFiles.add(file);
                actors.addAll(file.appenders());
            }
        }
        return actors;
    }

    @SuppressWarnings("CatchingUnchecked") // any exception fails the soak
    private void start(Actor actor) {
        Thread.Builder builder = plan.userThreads() == ThreadKind.VIRTUAL
                ? Thread.ofVirtual().name("soak-user")
                : Thread.ofPlatform().name("soak-user");
        threads.add(builder.start(() -> {
            try {
                actor.run(() -> !enough);
            } catch (Exception | AssertionError failed) {
                tally.fail("round " + plan.number() + ": " + failed.getClass().getSimpleName() + ": "
                        + Failures.describe(failed) + " "
                        + Stream.of(failed.getStackTrace()).limit(6).toList());
            }
        }));
    }

    /** Opens hundreds of processes, one after another, each for one write, and closes them. */
    private void crowd(long end) throws IOException {
        Path path = folder.resolve("crowd.dat");
        for (int number = 0; number < plan.idle() && goesOn(end); number++) {
            try (AioProcess process = Tenant.open(plan, "soak-crowd-" + number, tally);
                    AioFile file = process.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), number);
                tally.requests.increment();
            } catch (AioException refused) {
                User.expect(refused, Errno.EAGAIN); // the other processes use up the system's limit
                tally.refused.increment();
            }
        }
    }

    private void await(long end) {
        while (goesOn(end) && threads.stream().anyMatch(Thread::isAlive)) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
    }

    private boolean goesOn(long end) {
        return System.nanoTime() - end < 0 && !stopped.getAsBoolean();
    }

    private void end() throws InterruptedException {
        if (plan.exits()) {
            exit();
        }
        enough = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        for (Thread thread : threads) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (!thread.join(Duration.ofMillis(Math.max(1, left)))) {
                throw new Stuck("round " + plan.number() + " has not ended within " + PATIENCE_MILLIS / 1_000 + " s ("
                        + plan + ")");
            }
        }
        if (!plan.exits()) {
            exit();
        }
    }

    /** Exits all processes concurrently. One after another, the last ones would continue for long. */
    private void exit() throws InterruptedException {
        List<Thread> exits = new ArrayList<>();
        for (Tenant tenant : tenants) {
            exits.add(Thread.ofVirtual().name("soak-exit").start(() -> {
                try {
                    tenant.exit();
                } catch (AioException failed) {
                    tally.fail("round " + plan.number() + ": exit: " + Failures.describe(failed));
                }
            }));
        }
        for (Thread thread : exits) {
            thread.join();
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
