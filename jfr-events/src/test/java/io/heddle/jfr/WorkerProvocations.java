package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioSystem;
import io.heddle.aio.Dialect;
import io.heddle.aio.Tunable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** The life cycle of workers; see {@link ProvocationTest}. */
abstract class WorkerProvocations {
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final long PATIENCE_SECONDS = 20;

    @Test
    void shouldTellOfAWorkersLife() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.running();
            stage.queued();
            stage.channel.letAllGo();
            stage.awaitDone(2);
            stage.awaitIdle(1);
            stage.queued();
            stage.awaitDone(3);
        });

        String idle = "requestId=0 worker=1%s threads=1 idle=1 dying=0";
        assertThat(provoked.fieldsOf("aio.WorkerCreate"))
                .containsExactly("requestId=0 worker=1 threads=1 idle=0 dying=0");
        assertThat(provoked.fieldsOf("aio.WorkerWakeup"))
                .containsExactly("requestId=0 worker=1 threads=1 idle=0 dying=0");
        assertThat(provoked.fieldsOf("aio.WorkerTerminate"))
                .containsExactly("requestId=0 worker=1 threads=0 idle=0 dying=0");
        assertThat(provoked.fieldsOf("aio.SelectRequest"))
                .startsWith(idle.formatted(" processed=2"))
                .element(1)
                .asString()
                .startsWith("requestId=0 worker=1 processed=1 ");
        assertThat(provoked.fieldsOf("aio.WorkerPark")).startsWith(idle.formatted(""));
    }

    /** All run at the same time, and each is a worker of its own. */
    @Test
    void shouldNumberTheWorkers() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.maxWorkers(3), stage -> {
            for (int i = 0; i < 3; i++) {
                stage.running();
            }
        });

        assertThat(provoked.fieldsOf("aio.WorkerCreate"))
                .containsExactly(
                        "requestId=0 worker=1 threads=1 idle=0 dying=0",
                        "requestId=0 worker=2 threads=2 idle=0 dying=0",
                        "requestId=0 worker=3 threads=3 idle=0 dying=0");
        assertThat(provoked.eventsOf("aio.WorkerTerminate"))
                .extracting(event -> event.getLong("worker"))
                .containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(provoked.eventsOf("aio.WorkerTerminate"))
                .extracting(event -> event.getInt("threads"))
                .containsExactlyInAnyOrder(2, 1, 0);
    }

    /** The worker that was idle longest is requested to terminate; the last one is kept. */
    @Test
    void shouldTellOfTheDeathOfAnIdleWorker() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.maxWorkers(2).poolWindow(WINDOW), stage -> {
            stage.running();
            stage.running();
            stage.channel.letOneGo();
            stage.awaitIdle(1);
            stage.channel.letOneGo();
            stage.awaitIdle(2);
            stage.ticker.advance(WINDOW.multipliedBy(2));
            Stage.until(() -> stage.process.statistics().threads() == 1);
        });

        // The worker that was idle first is identified by the gauges in its event: it emits the event outside the lock,
        // so perhaps after the other one.
        long first = provoked.eventsOf("aio.WorkerPark").stream()
                .filter(event -> event.getInt("idle") == 1)
                .findFirst()
                .orElseThrow()
                .getLong("worker");
        assertThat(provoked.fieldsOf("aio.DeathCall")).containsExactly("requestId=0 threads=2 idle=2 dying=1");
        assertThat(provoked.fieldsOf("aio.WorkerTerminate"))
                .containsExactlyInAnyOrder(
                        "requestId=0 worker=%d threads=1 idle=1 dying=0".formatted(first),
                        "requestId=0 worker=%d threads=0 idle=0 dying=0".formatted(3 - first));
    }

    @Test
    void shouldTellThatAWorkerCouldNotBeCreated() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Provoked provoked = Provoked.by(
                settings -> settings.threadFactory(task -> {
                    if (attempts.incrementAndGet() <= 2) {
                        throw new IllegalStateException("no thread today");
                    }
                    return Thread.ofVirtual().unstarted(task);
                }),
                stage -> {
                    stage.channel.letAllGo();
                    stage.queued();
                    Stage.until(() -> {
                        stage.ticker.advance(Duration.ofMillis(1));
                        return stage.process.statistics().done() == 1;
                    });
                });

        String failed = "requestId=0 reason=java.lang.IllegalStateException: no thread today threads=0";
        assertThat(provoked.fieldsOf("aio.WorkerCreateFailed")).containsExactly(failed, failed);
        assertThat(provoked.eventsOf("aio.WorkerCreate")).hasSize(1);
    }

    /**
     * A worker that parks counts as idle at that moment, and a worker that is woken no longer does, however quickly one
     * follows the other.
     */
    @Test
    void shouldTellTheCountsOfTheMoment() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.channel.letAllGo();
            ByteBuffer buffer = ByteBuffer.allocate(Stage.LENGTH);
            for (int i = 0; i < 2_000; i++) {
                stage.file.read(buffer.clear(), 0);
            }
        });

        assertThat(provoked.eventsOf("aio.WorkerPark"))
                .extracting(WorkerProvocations::idle)
                .containsOnly(1);
        assertThat(provoked.eventsOf("aio.WorkerWakeup"))
                .extracting(WorkerProvocations::idle)
                .containsOnly(0);
    }

    private static int idle(RecordedEvent event) {
        return event.getInt("idle");
    }

    // ---- carriers

    /**
     * Calls hold all carriers that the user has chosen and more, and a virtual thread that is unrelated to them runs.
     */
    @Test
    void shouldMakeUpForTheCarriersThatTheChannelHolds() throws Exception {
        int calls = Runtime.getRuntime().availableProcessors() + 2;
        awaitScheduler();
        CountDownLatch started = new CountDownLatch(calls);
        CountDownLatch release = new CountDownLatch(1);
        Provoked provoked = Provoked.by(settings -> settings.maxWorkers(calls), stage -> {
            stage.channel.onTransfer(() -> {
                started.countDown();
                while (release.getCount() > 0) {
                    Thread.onSpinWait(); // like a system call, it pins the carrier
                }
            });
            try {
                for (int i = 0; i < calls; i++) {
                    stage.queued();
                }
                assertThat(started.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                Thread unrelated = Thread.startVirtualThread(() -> {});
                assertThat(unrelated.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
            } finally {
                release.countDown();
            }
            stage.channel.letAllGo();
            stage.awaitDone(calls);
        });

        assertThat(provoked.eventsOf("aio.ProcessEntry"))
                .hasSize(calls)
                .allMatch(event -> event.getThread().isVirtual());
        assertThat(provoked.eventsOfTheJvm("aio.CarrierReserve"))
                .anyMatch(event -> event.getInt("before") < calls
                        && event.getInt("reserve") >= calls
                        && event.getInt("held") > event.getInt("before")
                        && event.getInt("limit") == 128);
    }

    /**
     * Makes calls until carriers have been added once, which loads what changes the scheduler, and waits until none are
     * left of those added.
     */
    private static void awaitScheduler() throws Exception {
        long begin = System.nanoTime();
        Tunable added = AioSystem.of(Dialect.POSIX).tunable("heddle.aio.num_carriers_added");
        boolean wasAdded = false;
        while (!wasAdded || added.get() > 0) {
            if (!wasAdded) {
                Provoked.by(settings -> settings, Stage::done);
                wasAdded = added.get() > 0;
            }
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
            Thread.onSpinWait();
        }
    }
}
