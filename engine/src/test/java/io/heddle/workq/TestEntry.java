package io.heddle.workq;

import io.heddle.testing.Conditions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An entry that reports its progress to a test, and runs as long as the test wants. */
final class TestEntry extends Entry {
    private final String name;
    private final Consumer<Runner> body;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicInteger takes = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private volatile Thread thread;
    private volatile boolean sawInterrupt;
    private volatile @Nullable AssertionError failure;
    long queuedAt;
    int priority;
    boolean endsByItself;
    private boolean mayWait = true;

    private TestEntry(String name, Consumer<Runner> body, boolean blocks) {
        this.name = name;
        this.body = body;
        this.release = new CountDownLatch(blocks ? 1 : 0);
    }

    /** Creates an entry that does nothing. */
    TestEntry(String name) {
        this(name, runner -> {}, false);
    }

    /** Creates an entry that runs the body. */
    TestEntry(String name, Runnable body) {
        this(name, runner -> body.run(), false);
    }

    /** Creates an entry whose end uses its runner. */
    static TestEntry ending(String name, Consumer<Runner> end) {
        return new TestEntry(name, end, false);
    }

    /** Creates an entry that runs until it is released. */
    static TestEntry blocking(String name) {
        return new TestEntry(name, runner -> {}, true);
    }

    /** Declares that the entry is sure to end by itself. */
    TestEntry endingByItself() {
        endsByItself = true;
        return this;
    }

    /** Says that the worker is back at once, which is a test's to keep or not. */
    TestEntry withoutWaiting() {
        mayWait = false;
        return this;
    }

    @Override
    protected boolean endsByItself() {
        return endsByItself;
    }

    @Override
    protected boolean mayWait() {
        return mayWait;
    }

    @Override
    protected void taken() {
        takes.incrementAndGet();
    }

    @Override
    protected void process(Runner runner) {
        thread = Thread.currentThread();
        sawInterrupt = thread.isInterrupted();
        runs.incrementAndGet();
        started.countDown();
        try {
            release.await();
            body.accept(runner);
        } catch (InterruptedException e) {
            sawInterrupt = true;
        } catch (AssertionError e) {
            failure = e;
            throw e;
        } finally {
            finished.countDown();
        }
    }

    @Override
    protected long queuedAt() {
        return queuedAt;
    }

    @Override
    protected int priority() {
        return priority;
    }

    void release() {
        release.countDown();
    }

    TestEntry awaitStart() {
        Conditions.await("the start of " + this, started);
        return this;
    }

    TestEntry awaitEnd() {
        Conditions.await("the end of " + this, finished);
        return this;
    }

    boolean hasStarted() {
        return started.getCount() == 0;
    }

    boolean hasEnded() {
        return finished.getCount() == 0;
    }

    int takes() {
        return takes.get();
    }

    int runs() {
        return runs.get();
    }

    /** Returns the worker's thread that ran the entry. */
    Thread thread() {
        return thread;
    }

    /** The failure of a test's assertion in the body. */
    @Nullable
    AssertionError failure() {
        return failure;
    }

    /** Returns whether the worker was interrupted when the entry began or while it was blocked. */
    boolean sawInterrupt() {
        return sawInterrupt;
    }

    @Override
    public String toString() {
        return "entry " + name;
    }
}
