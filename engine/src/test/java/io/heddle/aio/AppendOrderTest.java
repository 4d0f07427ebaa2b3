package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes to a file that is open for appending reach it in the order of their submission, one at a time. */
@DisplayName("O_APPEND writes: in submission order")
final class AppendOrderTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open();
        file = newAppendFile(process);
        backend.hold();
    }

    @Test
    void shouldStartOneAtATimeInTheOrderOfSubmission() throws IOException {
        ControlBlock first = write(file, 3);
        ControlBlock second = write(file, 2);
        ControlBlock third = write(file, 1);
        backend.awaitStarted(3);
        assertThat(process.statistics().queued()).isEqualTo(2);
        assertThat(process.statistics().running()).isEqualTo(1);
        backend.release(1);
        backend.release(3);
        reap(process, first);
        backend.awaitStarted(2);
        assertThat(backend.starts()).containsExactly(3L, 2L);
        backend.release(2);
        reap(process, second);
        reap(process, third);
        assertThat(backend.starts()).containsExactly(3L, 2L, 1L);
    }

    @Test
    void shouldNotOrderWritesOfFileThatIsNotAppending() throws IOException {
        AioFile plain = newFile(process);
        write(plain, 1);
        write(plain, 2);
        backend.awaitStarted(1, 2);
    }

    @Test
    void shouldNotDelayOtherFiles() throws IOException {
        write(file, 1);
        write(file, 2);
        write(newAppendFile(process), 3);
        backend.awaitStarted(1, 3);
        assertThat(backend.hasSeen(2)).isFalse();
    }

    @Test
    void shouldGoOnWhenOneFails() throws IOException {
        backend.fail(1, new IOException("broken"));
        ControlBlock failing = write(file, 1);
        ControlBlock next = write(file, 2);
        backend.releaseAll();
        assertThat(reap(process, next)).isEqualTo(8);
        assertFails(Errno.EIO, () -> process.reap(failing));
    }

    @Test
    void shouldGiveTheTurnOnWhenTheOneThatHasItIsCancelled() throws IOException {
        AioProcess single = open(settings().maxWorkers(1));
        AioFile target = newAppendFile(single);
        occupyWorker(single);
        ControlBlock first = write(target, 1);
        ControlBlock second = write(target, 2);
        assertThat(single.cancel(first)).isEqualTo(CancelResult.CANCELED);
        backend.releaseAll();
        assertThat(reap(single, second)).isEqualTo(8);
        assertThat(reap(single, write(target, 3))).isEqualTo(8);
        assertThat(backend.starts()).containsExactly(OCCUPIER, 2L, 3L);
    }

    @Test
    void shouldStartAfreshWhenAllWereCancelled() throws IOException {
        AioProcess single = open(settings().maxWorkers(1));
        AioFile target = newAppendFile(single);
        occupyWorker(single);
        write(target, 1);
        write(target, 2);
        write(target, 3);
        assertThat(single.cancel(target)).isEqualTo(CancelResult.CANCELED);
        ControlBlock next = write(target, 4);
        ControlBlock last = write(target, 5);
        backend.releaseAll();
        assertThat(reap(single, next)).isEqualTo(8);
        assertThat(reap(single, last)).isEqualTo(8);
        assertThat(backend.starts()).containsExactly(OCCUPIER, 4L, 5L);
    }

    @Test
    void shouldNotHoldWorkersWhileAppendsWait() throws IOException {
        AioProcess pair = open(settings().maxWorkers(2));
        AioFile target = newAppendFile(pair);
        for (int i = 0; i < 8; i++) {
            write(target, i);
        }
        write(newFile(pair), 100);
        backend.awaitStarted(0, 100);
    }

    /** In the kernels nothing holds an append back: each has a worker of its own, and the order is not specified. */
    @ParameterizedTest
    @EnumSource(names = {"XNU", "FREEBSD"})
    void shouldRunInParallelInTheKernels(Dialect dialect) throws IOException {
        AioProcess kernel = open(settings().maxWorkers(3).system(new AioSystem(dialect)));
        AioFile target = newAppendFile(kernel);
        List<ControlBlock> blocks = List.of(write(target, 1), write(target, 2), write(target, 3));
        backend.awaitStarted(1, 2, 3);
        assertThat(kernel.statistics().queued()).isZero();
        backend.releaseAll();
        for (ControlBlock block : blocks) {
            assertThat(reap(kernel, block)).isEqualTo(8);
        }
        assertThat(target.size()).as("none is lost").isEqualTo(24);
    }

    @Test
    void shouldAppendVectorsInTheOrderOfSubmission() throws IOException {
        backend.releaseAll();
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte number = (byte) i;
            ByteBuffer[] vector = {ByteBuffer.wrap(new byte[] {number}), ByteBuffer.wrap(new byte[] {number, number})};
            blocks.add(new ControlBlock().file(file).offset(i).buffers(vector));
            process.write(blocks.getLast());
        }
        byte[] expected = new byte[150];
        for (int i = 0; i < 150; i++) {
            expected[i] = (byte) (i / 3);
        }
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isEqualTo(3);
        }
        assertThat(Files.readAllBytes(Path.of(file.description()))).isEqualTo(expected);
    }

    /** With random cancels in between; syncs see every append before them. */
    @Test
    void shouldKeepTheOrderOfThoseThatAreNotCancelled() throws IOException {
        Random random = random();
        AioProcess mixed = open(settings().maxWorkers(1 + random.nextInt(8)));
        AioFile target = newAppendFile(mixed);
        Set<Long> cancelled = new HashSet<>();
        List<ControlBlock> blocks = new ArrayList<>();
        for (long number = 0; number < 1_000; number++) {
            blocks.add(write(target, number));
            if (random.nextInt(4) == 0) {
                ControlBlock victim = blocks.get(random.nextInt(blocks.size()));
                if (mixed.cancel(victim) == CancelResult.CANCELED) {
                    cancelled.add(victim.offset());
                }
            }
            if (random.nextInt(2) == 0) {
                backend.release(number - random.nextInt(5));
            }
        }
        backend.releaseAll();
        List<Long> expected = new ArrayList<>();
        for (ControlBlock block : blocks) {
            awaitDone(block);
            if (!cancelled.contains(block.offset())) {
                expected.add(block.offset());
            }
        }
        assertThat(backend.starts()).isEqualTo(expected);
        assertThat(target.size()).isEqualTo(8L * expected.size());
        assertOneAtATime();
    }

    private void assertOneAtATime() {
        int moving = 0;
        for (HeldBackend.Event event : backend.events()) {
            moving += event.isStart() ? 1 : -1;
            assertThat(moving).isLessThanOrEqualTo(1);
        }
    }
}
