package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.backend.Operation;
import io.heddle.backend.PageLock;
import io.heddle.testing.RecordingTracer;
import io.heddle.trace.Trace;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that lock memory. */
@DisplayName("mlock")
final class MemoryLockTest extends AioTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int SIZE = 1 << 20;

    private static ControlBlock block(ByteBuffer buffer) {
        return new ControlBlock().buffer(buffer);
    }

    private static long lock(AioProcess process, ControlBlock block) throws IOException {
        process.mlock(block);
        return reap(process, block);
    }

    /** Returns the kilobytes that are locked in this JVM, as the kernel reports them. */
    private static long locked() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmLck:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static void assumeLocksAreToBeSeen() {
        assumeTrue(Files.exists(STATUS), "no " + STATUS + ": what is locked cannot be seen");
        assumeTrue(PageLock.isNative(), "no native access, or no mlock");
    }

    // ---- locking

    @Test
    void shouldLockABufferUntilItIsUnlocked() throws IOException {
        assumeLocksAreToBeSeen();
        AioProcess process = open();
        ControlBlock block = block(ByteBuffer.allocateDirect(SIZE));
        long before = locked();
        assertThat(lock(process, block)).isZero();
        assertThat(locked() - before).as("KiB locked").isBetween(1024L, 1028L);
        assertThat(lock(process, block)).as("locks do not nest").isZero();
        assertThat(block.buffer().position()).isZero();
        process.munlock(block);
        assertThat(locked()).isEqualTo(before);
        process.munlock(block);
    }

    @Test
    void shouldLockFromPositionToLimitOnly() throws IOException {
        assumeLocksAreToBeSeen();
        AioProcess process = open();
        ControlBlock block =
                block(ByteBuffer.allocateDirect(SIZE).position(SIZE / 2).limit(SIZE / 2 + 1));
        long before = locked();
        lock(process, block);
        assertThat(locked() - before).as("one page").isBetween(1L, 64L);
        process.munlock(block);
    }

    @Test
    void shouldLockAMappedFile() throws IOException {
        assumeLocksAreToBeSeen();
        Path path = Files.write(path("mapped"), new byte[SIZE]);
        AioProcess process = open();
        try (Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, SIZE, arena);
            ControlBlock block = new ControlBlock().segment(mapped);
            long before = locked();
            assertThat(lock(process, block)).isZero();
            assertThat(mapped.isLoaded()).isTrue();
            assertThat(locked() - before).isEqualTo(1024);
            assertThat(block.segment()).isSameAs(mapped);
            process.munlock(block);
            assertThat(locked()).isEqualTo(before);
        }
        ControlBlock buffer = block(FileChannel.open(path).map(FileChannel.MapMode.READ_ONLY, 0, SIZE));
        assertThat(lock(process, buffer)).isZero();
        process.munlock(buffer);
    }

    @Test
    void shouldLockNothingOfNoBytes() throws IOException {
        assertThat(lock(open(), block(ByteBuffer.allocateDirect(0)))).isZero();
    }

    @Test
    void shouldLockAsPartOfAList() throws Exception {
        AioProcess process = open();
        ControlBlock lock = block(ByteBuffer.allocateDirect(10)).opcode(Opcode.MLOCK);
        ControlBlock write = block(newFile(process), 1).opcode(Opcode.WRITE);
        process.listio(ListMode.WAIT, List.of(lock, write), Sigevent.none());
        assertThat(process.reap(lock)).isZero();
        assertThat(process.reap(write)).isEqualTo(8);
        process.munlock(lock);
    }

    // ---- the same behaviour as other requests

    @Test
    void shouldBeCancelledWhileQueued() throws IOException {
        AioProcess process = open(settings().maxWorkers(1));
        occupyWorker(process);
        ControlBlock block = block(ByteBuffer.allocateDirect(10)).offset(5);
        process.mlock(block);
        assertThat(process.error(block)).isEqualTo(Errno.EINPROGRESS);
        assertThat(process.cancel(block)).isEqualTo(CancelResult.CANCELED);
        assertFails(Errno.ECANCELED, () -> process.reap(block));
        process.mlock(block);
        assertThat(process.cancelAll()).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(process.error(block)).isEqualTo(Errno.ECANCELED);
        assertThat(backend.hasSeen(5)).isFalse();
    }

    @Test
    void shouldBeTracedAsARequestWithoutAFile() throws IOException {
        List<String> queued = new CopyOnWriteArrayList<>();
        AioProcess process = open();
        var tracer = new RecordingTracer() {
            @Override
            public void workQueued(
                    long processId, long requestId, String opcode, int file, long offset, long length, int out) {
                if (processId == process.id()) {
                    queued.add(opcode + " " + file + " " + offset + " " + length + " " + out);
                }
            }

            @Override
            public void processEntry(
                    Object span,
                    long processId,
                    long requestId,
                    String opcode,
                    int file,
                    long offset,
                    long length,
                    String error,
                    long result,
                    long queuedNanos) {
                if (processId == process.id()) {
                    queued.add(opcode + " " + file + " " + offset + " " + length + " " + error);
                }
            }
        };
        Trace.install(tracer);
        try {
            lock(process, block(ByteBuffer.allocateDirect(10)).offset(77));
        } finally {
            tracer.close();
        }
        assertThat(queued).containsExactlyInAnyOrder("MLOCK -1 0 10 1", "MLOCK -1 0 10 OK");
    }

    // ---- refusals

    @Test
    void shouldRefuseMemoryThatCannotBeLocked() throws IOException {
        AioProcess process = open();
        assertRefused(process, new ControlBlock(), "buffer is null, an MLOCK needs one, or a segment");
        assertRefused(process, block(ByteBuffer.allocate(10)), "the memory is on the heap");
        assertRefused(process, new ControlBlock().segment(MemorySegment.ofArray(new byte[1])), "on the heap");
        assertRefused(process, new ControlBlock().buffers(ByteBuffer.allocateDirect(1)), "buffers is set");
        try (Arena confined = Arena.ofConfined()) {
            assertRefused(process, new ControlBlock().segment(confined.allocate(8)), "confined to a thread");
        }
        Arena closed = Arena.ofShared();
        ControlBlock late = new ControlBlock().segment(closed.allocate(8));
        closed.close();
        assertRefused(process, late, "arena is closed");
        assertThat(process.statistics().submitted()).isZero();
    }

    private static void assertRefused(AioProcess process, ControlBlock block, String reason) {
        assertFails(Errno.EINVAL, () -> process.mlock(block)).withMessageContaining(reason);
        assertFails(Errno.EINVAL, () -> process.munlock(block)).withMessageContaining(reason);
    }

    @Test
    void shouldFailWhenTheArenaIsClosedBeforeTheRequestRuns() throws IOException {
        AioProcess process = open(settings().maxWorkers(1));
        occupyWorker(process);
        Arena arena = Arena.ofShared();
        ControlBlock block = new ControlBlock().segment(arena.allocate(8));
        process.mlock(block);
        arena.close();
        backend.releaseAll();
        assertFails(Errno.ENOMEM, () -> reap(process, block)).withMessageContaining("arena is closed");
    }

    @Test
    void shouldNotBeOfferedByXnu() {
        AioProcess xnu = open(settings().system(new AioSystem(Dialect.XNU)));
        ControlBlock block = block(ByteBuffer.allocateDirect(10));
        assertFails(Errno.ENOTSUP, () -> xnu.mlock(block)).withMessageContaining("XNU does not offer MLOCK");
        assertFails(Errno.ENOTSUP, () -> xnu.munlock(block));
    }

    @Test
    void shouldFailInTheRequestInFreeBsd() throws IOException {
        AioProcess bsd = open(settings().system(new AioSystem(Dialect.FREEBSD)));
        ControlBlock heap = block(ByteBuffer.allocate(10));
        bsd.mlock(heap);
        assertFails(Errno.ENOMEM, () -> reap(bsd, heap)).withMessageContaining("on the heap");
        ControlBlock direct = block(ByteBuffer.allocateDirect(10));
        assertThat(lock(bsd, direct)).isZero();
        bsd.munlock(direct);
    }

    @Test
    void shouldRefuseAfterExit() throws IOException {
        AioProcess process = open();
        process.exit(FOR_EVER);
        assertFails(Errno.ESRCH, () -> process.mlock(block(ByteBuffer.allocateDirect(10))));
        assertThat(process.files().all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE"})
    void shouldRefuseToMoveASegment(Operation operation) throws IOException {
        AioProcess process = open();
        try (Arena arena = Arena.ofShared()) {
            ControlBlock block = new ControlBlock().file(newFile(process)).segment(arena.allocate(8));
            assertFails(Errno.EINVAL, () -> {
                        if (operation == Operation.READ) {
                            process.read(block);
                        } else {
                            process.write(block);
                        }
                    })
                    .withMessageContaining("buffer is null");
        }
    }

    // ---- limits and access, each in a JVM with and without them

    @Test
    void shouldReportWhatTheSystemDoesNotAllowToLock() throws Exception {
        for (String tool : List.of("prlimit", "setpriv")) {
            assumeTrue(isInstalled(tool), "no " + tool + ": a limit cannot be set");
        }
        List<String> command = new ArrayList<>(List.of("prlimit", "--memlock=65536:65536"));
        if ("root".equals(System.getProperty("user.name"))) { // the limit does not apply to root
            command.addAll(List.of("setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock"));
        }
        command.add(java());
        command.add("--enable-native-access=ALL-UNNAMED");
        assertThat(run(command, SIZE))
                .contains("native true", "error ENOMEM")
                .anyMatch(line ->
                        line.startsWith("message ENOMEM: MLOCK: Cannot allocate memory: mlock of 1048576 bytes"));
        assertThat(run(command, 4096)).contains("native true", "error OK", "result 0");
    }

    /** Pages are then only brought in; the JVM prints no warning, but the engine logs this once. */
    @Test
    void shouldDoWithoutNativeAccess() throws Exception {
        List<String> lines = run(List.of(java()), SIZE);
        assertThat(lines).contains("native false", "error OK", "result 0").noneMatch(line -> line.contains("WARN"));
        assertThat(lines.stream().filter(line -> line.contains("mlock brings pages in but does not lock them")))
                .hasSize(1);
    }

    private static boolean isInstalled(String tool) {
        return List.of("/usr/bin/", "/bin/", "/usr/sbin/").stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder + tool)));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** Runs the child, and returns the lines of both its outputs. */
    private List<String> run(List<String> command, int size) throws Exception {
        List<String> whole = new ArrayList<>(command);
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains("--enable-preview")) {
            whole.add("--enable-preview"); // classes may have been compiled for it
        }
        String classes = placeOf(AioProcess.class) + File.pathSeparator + placeOf(MemoryLockChild.class);
        whole.addAll(List.of("-Xmx64m", "-cp", classes));
        whole.addAll(List.of(MemoryLockChild.class.getName(), Integer.toString(size)));
        Path output = path("output" + size);
        Process child = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS))
                    .as("the child has ended")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
