package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.ChildJvm;
import io.heddle.testing.Conditions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timed parks of virtual threads, which do not use the JDK's timer. */
final class AlarmTest {
    private static final long AGES = TimeUnit.HOURS.toNanos(1);

    private final Alarm alarm = new Alarm(
            TimeUnit.MILLISECONDS.toNanos(50),
            TimeUnit.MILLISECONDS.toNanos(1),
            Thread.ofPlatform().daemon().factory());

    private void parkUntil(long deadline) {
        for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
            alarm.parkNanos(this, left);
        }
    }

    @Test
    void shouldWakeEachInItsTime() {
        Random random = new Random(42);
        AtomicInteger early = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long nanos = 1L + random.nextInt(30_000_000);
            all.add(Thread.ofVirtual().start(() -> {
                for (int turn = 0; turn < 3; turn++) {
                    long deadline = System.nanoTime() + nanos;
                    parkUntil(deadline);
                    if (System.nanoTime() - deadline < 0) {
                        early.incrementAndGet();
                    }
                }
            }));
        }
        all.forEach(Conditions::awaitEnd);
        assertThat(early).hasValue(0);
        assertThat(alarm.waiting()).isZero();
    }

    /**
     * If the alarm's thread cannot be started, a park uses the JDK's timer: it neither retries the start immediately
     * nor wakes repeatedly.
     */
    @Test
    void shouldDoWithoutAThreadThatCannotBeStarted() {
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger parks = new AtomicInteger();
        Alarm lonely = new Alarm(AGES, AGES, _ -> {
            attempts.incrementAndGet();
            throw new OutOfMemoryError("unable to create native thread (fake)");
        });
        Thread thread = Thread.ofVirtual().start(() -> {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
            for (long left = 1; left > 0; left = deadline - System.nanoTime()) {
                parks.incrementAndGet();
                lonely.parkNanos(this, deadline - System.nanoTime());
                lonely.attend();
            }
        });
        Conditions.awaitEnd(thread);
        assertThat(attempts).hasValue(1);
        assertThat(parks).hasValueLessThan(10);
        assertThat(lonely.waiting()).isZero();
    }

    @Test
    void shouldReturnWhenUnparked() {
        Thread thread = Thread.ofVirtual().start(() -> alarm.parkNanos(this, AGES));
        Conditions.await("the thread to wait", () -> alarm.waiting() == 1);
        LockSupport.unpark(thread);
        Conditions.awaitEnd(thread);
        assertThat(alarm.waiting()).isZero();
    }

    @Test
    void shouldReturnAtOnceWhenUnparkedBefore() {
        List<Thread> all = new ArrayList<>();
        // The threads contend for the heap, and must not wait there in a way that consumes the permit.
        for (int i = 0; i < 200; i++) {
            all.add(Thread.ofVirtual().start(() -> {
                for (int turn = 0; turn < 50; turn++) {
                    LockSupport.unpark(Thread.currentThread());
                    alarm.parkNanos(this, AGES);
                }
            }));
        }
        all.forEach(Conditions::awaitEnd);
        assertThat(alarm.waiting()).isZero();
    }

    @Test
    void shouldReturnWhenInterrupted() {
        Thread thread = Thread.ofVirtual().start(() -> alarm.parkNanos(this, AGES));
        Conditions.await("the thread to wait", () -> alarm.waiting() == 1);
        thread.interrupt();
        Conditions.awaitEnd(thread);
        assertThat(alarm.waiting()).isZero();
    }

    @Test
    void shouldBeginAnewAfterItsThreadHasEnded() {
        AtomicLong waited = new AtomicLong();
        for (int turn = 0; turn < 3; turn++) {
            Thread thread = Thread.ofVirtual().start(() -> {
                long begin = System.nanoTime();
                parkUntil(begin + 1_000_000);
                waited.addAndGet(System.nanoTime() - begin);
            });
            Conditions.awaitEnd(thread);
            Conditions.await("the end of the alarm's thread", () -> !alarm.hasThread());
        }
        assertThat(waited.get()).isGreaterThanOrEqualTo(3_000_000);
    }

    /** Longer than the alarm's thread would live without waiting threads. */
    @Test
    void shouldGiveTheSchedulerSomethingToDoWhileSomebodyReliesOnCarriers() {
        alarm.keepCarriers();
        alarm.keepCarriers();
        alarm.letCarriersGo();
        long begin = System.nanoTime();
        Conditions.await("beats", () -> alarm.beats() > 3 && System.nanoTime() - begin > 200_000_000);
        assertThat(alarm.hasThread()).isTrue();
        alarm.letCarriersGo();
        Conditions.await("the end of the alarm's thread", () -> !alarm.hasThread());
    }

    /** Runs in a JVM of its own, which has one carrier. */
    @Test
    void shouldNoticeThatVirtualThreadsDoNotRun(@TempDir Path folder) throws Exception {
        List<String> output = new ChildJvm(StalledCarriers.class, folder)
                .withOption("-Djdk.virtualThreadScheduler.parallelism=1")
                .withOption("-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run();
        assertThat(output).contains("noticed");
    }

    @Test
    void shouldNotWaitForLongerThanTimeLasts() {
        Thread thread = Thread.ofVirtual().start(() -> alarm.parkNanos(this, Long.MAX_VALUE));
        Conditions.await("the thread to wait", () -> alarm.waiting() == 1);
        Thread other = Thread.ofVirtual().start(() -> parkUntil(System.nanoTime() + 1_000_000));
        Conditions.awaitEnd(other);
        assertThat(thread.isAlive()).isTrue();
        LockSupport.unpark(thread);
        Conditions.awaitEnd(thread);
    }
}
