package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.ThreadKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import jdk.jfr.Period;
import jdk.jfr.Recording;
import jdk.jfr.Throttle;
import org.junit.jupiter.api.Test;

/** The events that the kernel does not have; see {@link ProvocationTest}. */
abstract class ProcessProvocations {
    private static final String SLOW = "aio.SlowRequest";

    private final AtomicReference<ControlBlock> block = new AtomicReference<>();

    @Test
    void shouldTellOfTheBackend() throws Exception {
        Provoked byDefault = Provoked.by(settings -> settings.name("archive"), stage -> {});
        Provoked onPlatform = Provoked.by(settings -> settings.threads(ThreadKind.PLATFORM), Stage::done);
        Provoked onOurs = Provoked.by(settings -> settings.threadFactory(Thread::new), Stage::done);

        String fields =
                " backend=(uring|native|channel) reason=(io_uring can.+|the system property io.heddle.backend is .+) "
                        + "workerScope=(structured|executor) threads=";
        assertThat(byDefault.fieldsOf("aio.BackendSelected"))
                .singleElement()
                .asString()
                .matches("name=archive" + fields + "virtual");
        assertThat(onPlatform.fieldsOf("aio.BackendSelected"))
                .singleElement()
                .asString()
                .matches("name=aio-\\d+" + fields + "platform");
        assertThat(onOurs.fieldsOf("aio.BackendSelected"))
                .singleElement()
                .asString()
                .matches("name=aio-\\d+" + fields + "custom");
    }

    @Test
    void shouldTellOfARequestThatTookLong() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(SLOW).withThreshold(Duration.ofMillis(1)).with(Throttle.NAME, "off");
            Provoked provoked = provokeSlowRequest(recording);

            assertThat(provoked.fieldsOf(SLOW))
                    .last()
                    .isEqualTo(("requestId=%d opcode=READ file=%d path=adopted channel offset=48 length=8 error=OK"
                                    + " queuedNanos=5000000 serviceNanos=3000000")
                            .formatted(
                                    block.get().requestId(), block.get().file().descriptor()));
            assertThat(provoked.eventsOf(SLOW).getLast().getDuration()).isGreaterThan(Duration.ofMillis(1));
        }
    }

    @Test
    void shouldNotTellOfARequestThatTookLessThanTheThreshold() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(SLOW).withThreshold(Duration.ofHours(1)).with(Throttle.NAME, "off");

            assertThat(provokeSlowRequest(recording).fieldsOf(SLOW)).isEmpty();
        }
    }

    /** Provokes a request that waits for five milliseconds and runs for three, by the process's clock. */
    private Provoked provokeSlowRequest(Recording recording) throws Exception {
        return Provoked.during(recording, settings -> settings.maxWorkers(1), stage -> {
            stage.running();
            block.set(stage.block(48));
            stage.process.read(block.get());
            stage.ticker.advance(Duration.ofMillis(5));
            stage.channel.letOneGo();
            stage.channel.awaitArrival();
            stage.ticker.advance(Duration.ofMillis(3));
            Stage.pass(Duration.ofMillis(2));
            stage.channel.letOneGo();
            stage.awaitDone(2);
        });
    }

    @Test
    void shouldTellOfTheGauges() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("aio.QueueStatistics").with(Period.NAME, "endChunk");
            UnaryOperator<AioProcessBuilder> settings =
                    configured -> configured.name("gauged").maxWorkers(1);
            Provoked provoked = Provoked.during(recording, settings, stage -> {
                stage.channel.letOneGo();
                stage.running();
                stage.running();
                stage.queued();
                stage.ticker.advance(Duration.ofMillis(7));
                stage.queued();
                endChunk();
            });

            assertThat(provoked.fieldsOf("aio.QueueStatistics"))
                    .isNotEmpty()
                    .containsOnly(
                            "name=gauged outstanding=4 queued=2 running=1 inFlight=0 done=1 oldestQueuedNanos=7000000"
                                    + " threads=1 idle=0 dying=0 maxThreads=1 maxInFlight=1024 maxOutstanding=65536 "
                                    + "submitted=4 reaped=0");
        }
    }

    /** Starts another recording, which makes the recorder begin a new chunk. */
    private static void endChunk() {
        try (Recording other = new Recording()) {
            other.start();
        }
    }
}
