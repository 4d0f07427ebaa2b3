package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A tracer throws at each trace point, as one that allocates does while the heap is full. No other code is affected.
 */
final class FailingTracerTest {
    @TempDir
    Path folder;

    private final AtomicInteger thrown = new AtomicInteger();

    @BeforeEach
    void install() {
        Trace.install((Tracer) Proxy.newProxyInstance(
                Tracer.class.getClassLoader(), new Class<?>[] {Tracer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("begin")) {
                        return proxy; // so that the end of the span is traced
                    }
                    if (method.getName().equals("beat")) {
                        return null;
                    }
                    if (method.getName().equals("records") && thrown.get() % 2 == 0) {
                        thrown.incrementAndGet();
                        return true;
                    }
                    thrown.incrementAndGet();
                    throw new OutOfMemoryError("of the tracer's");
                }));
    }

    @AfterEach
    void uninstall() {
        Trace.install(null);
    }

    @ParameterizedTest
    @CsvSource({"CHANNEL, VIRTUAL, POSIX", "CHANNEL, PLATFORM, XNU", "AUTO, VIRTUAL, FREEBSD", "AUTO, PLATFORM, POSIX"})
    void shouldLoseNothing(BackendKind backend, ThreadKind threads, Dialect dialect) throws Exception {
        AioProcess process = AioProcess.configure()
                .backend(backend)
                .threads(threads)
                .system(new AioSystem(dialect))
                .open();
        useEverything(process);
        assertThat(process.statistics().outstanding()).isZero();
        assertThat(process.exit(Duration.ofSeconds(20)).isComplete()).isTrue();
        assertThat(thrown).hasValueGreaterThan(50);
    }

    private void useEverything(AioProcess process) throws Exception {
        CompletionQueue queue = new CompletionQueue();
        AtomicInteger signals = new AtomicInteger();
        process.onSignal(31, (signal, value) -> signals.incrementAndGet());
        try (AioFile file = process.open(
                folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int round = 0; round < 20; round++) {
                file.write(ByteBuffer.allocate(512), 0);
                file.sync(SyncMode.SYNC);
                assertThat(file.read(ByteBuffer.allocate(512), 0)).isEqualTo(512);
                submitAndReap(process, new ControlBlock(file, ByteBuffer.allocate(100), 0));
                submitAndReap(
                        process,
                        new ControlBlock(file, ByteBuffer.allocate(100), 0).sigevent(Sigevent.signal(31, null)));
                ControlBlock told =
                        new ControlBlock(file, ByteBuffer.allocate(100), 0).sigevent(Sigevent.kevent(queue, null));
                process.read(told);
                assertThat(queue.await(new Kevent[] {new Kevent()}, 1)).isOne();
                if (told.request.state() != Request.State.IDLE) {
                    process.reap(told);
                }
                process.cancelAll();
            }
        }
        Conditions.await("each signal", () -> signals.get() == 20);
    }

    private static void submitAndReap(AioProcess process, ControlBlock block) throws Exception {
        process.read(block);
        while (process.error(block) == Errno.EINPROGRESS) {
            process.suspend(List.of(block));
        }
        assertThat(process.reap(block)).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource(TracePoint.class)
    void shouldNotBeHeardOf(TracePoint point) {
        Tracer tracer = Trace.tracer(point);
        if (tracer == null) { // every second answer of "records" is an error, and means no
            tracer = Trace.tracer(point);
        }
        assertThat(tracer).isNotNull();
        tracer.workQueued(1, 1, "READ", 1, 0, 0, 0);
        assertThat(tracer.begin(point)).isNotNull();
        assertThat(Trace.beat()).isNull();
    }

    /** A method that the wrapper lacks would be the interface's default, which forwards nothing. */
    @Test
    void shouldHearOfEverything() {
        Tracer tracer = Objects.requireNonNull(Trace.tracer());
        assertThat(Tracer.class.getMethods())
                .allSatisfy(method -> assertThat(
                                tracer.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes()))
                        .isNotNull());
    }

    @Test
    void shouldBeWhatItIs() {
        Tracer tracer = Trace.tracer();
        Trace.install(tracer);
        assertThat(Trace.tracer()).isSameAs(tracer);
    }
}
