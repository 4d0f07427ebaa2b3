package io.heddle.aio;

import io.heddle.testing.ThreadLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own for {@link ThreadLimitTest}: user threads write, sync and read while the system starts no threads,
 * and again when it does. Prints how the calls have ended.
 *
 * <p>Arguments: the backend, a folder; and before that {@code warm} if the process has made calls before the limit,
 * {@code cold} if not, {@code shared} if it has XNU's old pool, {@code opened} if it is opened at the limit.
 */
final class ThreadLimitChild {
    private static final int CALLERS = 4;
    private static final int SIZE = 1 << 14;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, Integer> outcomes = new TreeMap<>();

    private ThreadLimitChild() {}

    public static void main(String[] arguments) throws Exception {
        ThreadLimit limit;
        try {
            limit = ThreadLimit.find();
        } catch (IOException | UnsupportedOperationException none) {
            System.out.println("skip: no limit of threads can be set here: " + none.getMessage());
            return;
        }
        String start = arguments[1];
        if (start.equals("opened")) {
            limit.set();
        }
        AioProcessBuilder settings = AioProcess.configure()
                .backend(BackendKind.valueOf(arguments[0]))
                .threads(ThreadKind.PLATFORM)
                .workqueue(start.equals("shared") ? WorkqueueKind.SHARED : WorkqueueKind.PROCESS);
        Path path = Path.of(arguments[2], "file");
        try (limit;
                AioProcess process = settings.open();
                AioFile file = process.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            limit.lift(); // the callers need threads
            new ThreadLimitChild().run(limit, process, file, start.equals("warm"));
        }
    }

    private void run(ThreadLimit limit, AioProcess process, AioFile file, boolean isWarm) throws Exception {
        if (isWarm) {
            useAll(process, file, 0);
        }
        outcomes.clear();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            callers.add(Thread.ofPlatform().daemon().start(() -> {
                awaitStart(start);
                useAll(process, file, number);
            }));
        }
        limit.set();
        start.countDown();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread caller : callers) {
            caller.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        boolean isLimited = !ThreadLimit.canStartThread();
        long hanging = callers.stream().filter(Thread::isAlive).count();
        print("at the limit", hanging);
        limit.lift();
        for (Thread caller : callers) {
            caller.join(PATIENCE);
        }
        synchronized (outcomes) {
            outcomes.clear();
        }
        Thread later = Thread.ofPlatform().daemon().start(() -> useAll(process, file, 0));
        later.join(PATIENCE);
        print("afterwards", later.isAlive() ? 1 : 0);
        System.out.println("limited until the end: " + isLimited);
        if (later.isAlive() || hanging > 0) {
            System.out.flush();
            limit.close();
            Runtime.getRuntime().halt(0); // the process would not end
        }
    }

    private void print(String when, long hanging) {
        synchronized (outcomes) {
            System.out.println(when + ": " + outcomes + ", hanging " + hanging);
        }
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            if (!start.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("no start");
            }
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    @FunctionalInterface
    private interface Call {
        void make() throws Exception;
    }

    /** Makes each kind of call, with memory of each kind. */
    private void useAll(AioProcess process, AioFile file, int number) {
        long offset = (long) number * SIZE;
        count(() -> check(file.write(ByteBuffer.allocateDirect(SIZE), offset) == SIZE));
        count(() -> check(file.write(ByteBuffer.allocate(SIZE), offset) == SIZE));
        count(() -> file.sync(SyncMode.SYNC));
        count(() -> check(file.read(ByteBuffer.allocate(SIZE), offset) == SIZE));
        count(() -> {
            ControlBlock block = new ControlBlock(file, ByteBuffer.allocateDirect(SIZE), offset);
            process.read(block);
            check(process.suspend(List.of(block), PATIENCE));
            check(process.reap(block) == SIZE);
        });
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("another result");
        }
    }

    private void count(Call call) {
        String outcome;
        try {
            call.make();
            outcome = "ok";
        } catch (AioException failed) {
            outcome = failed.errno().name();
        } catch (Throwable failed) {
            outcome = failed.toString();
        }
        synchronized (outcomes) {
            outcomes.merge(outcome, 1, Integer::sum);
        }
    }
}
