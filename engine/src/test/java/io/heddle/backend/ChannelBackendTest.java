package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.backend.CrewFixture.Blocked;
import io.heddle.testing.BusyCarriers;
import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which thread makes the blocking calls, and what stays free meanwhile. */
final class ChannelBackendTest {

    @TempDir
    private Path directory;

    @Test
    void shouldBeCalledChannel() {
        assertThat(ChannelBackend.SHARED.name()).isEqualTo("channel");
    }

    @Test
    void shouldMoveOnTheCallerWhenThatIsAPlatformThread() throws IOException {
        try (var fixture = new CrewFixture(1)) {
            StubChannel channel = new StubChannel(StubChannel::moveAll);

            assertThat(new ChannelBackend(carriers(8), fixture.crew).move(CrewFixture.read(channel)))
                    .isOne();

            assertThat(channel.callers).containsExactly(Thread.currentThread());
            assertThat(fixture.members).isEmpty();
        }
    }

    /** An Error before the call may be forgotten: no flush was requested, so none has lost anything. */
    @Test
    void shouldTellWhetherTheFlushOfASyncWasAskedFor() {
        try (var fixture = new CrewFixture(1)) {
            Transfer sync = new Transfer();
            StubChannel channel = new StubChannel(bytes -> {
                assertThat(sync.isBeforeCall()).isFalse();
                throw new OutOfMemoryError("of the call's");
            });
            sync.describe(Operation.SYNC, channel, Memory.of(ByteBuffer.allocate(0)), 0, false);
            ChannelBackend backend = new ChannelBackend(carriers(8), fixture.crew);
            assertThat(catchThrowable(() -> backend.move(sync))).hasMessage("of the call's");
            assertThat(sync.isBeforeCall()).isFalse();

            sync.describe(Operation.SYNC, null, Memory.of(ByteBuffer.allocate(0)), 0, false);
            assertThat(sync.isBeforeCall()).as("nobody has said so").isFalse();
            assertThat(catchThrowable(() -> backend.move(sync))).isInstanceOf(IllegalStateException.class);
            assertThat(sync.isBeforeCall()).isTrue();
        }
    }

    /** Returns carriers with the given budget. */
    private static Carriers carriers(int budget) {
        return new Carriers(() -> null, 2 * budget, new FakeTicker());
    }

    @Test
    void shouldMoveOnTheCallerWhenItsCarrierIsLent() {
        try (var fixture = new CrewFixture(1)) {
            Carriers carriers = carriers(1);
            List<Integer> held = new ArrayList<>();
            StubChannel channel = new StubChannel(bytes -> {
                held.add(carriers.held());
                return StubChannel.moveAll(bytes);
            });
            FutureTask<Long> caller =
                    new FutureTask<>(() -> new ChannelBackend(carriers, fixture.crew).move(CrewFixture.read(channel)));
            Thread virtual = Thread.startVirtualThread(caller);

            assertThat(CrewFixture.result(caller)).isOne();
            assertThat(channel.callers).containsExactly(virtual);
            assertThat(held).containsExactly(1);
            assertThat(carriers.held()).isZero();
            assertThat(fixture.members).isEmpty();
        }
    }

    @Test
    void shouldSyncOnTheCrew() {
        try (var fixture = new CrewFixture(1)) {
            StubChannel channel = new StubChannel(StubChannel::moveAll);
            Transfer sync = new Transfer();
            sync.describe(Operation.DSYNC, channel, new Memory(), 0, false);
            FutureTask<Long> caller = new FutureTask<>(() -> new ChannelBackend(carriers(1), fixture.crew).move(sync));
            Thread.startVirtualThread(caller);

            assertThat(CrewFixture.result(caller)).isZero();
            assertThat(fixture.members).hasSize(1);
        }
    }

    @Test
    void shouldTakeTheCarrierBackWhenTheTransferFails() {
        try (var fixture = new CrewFixture(1)) {
            Carriers carriers = carriers(1);
            StubChannel channel = new StubChannel(bytes -> {
                throw new OutOfMemoryError("of the test's");
            });
            FutureTask<Throwable> caller = new FutureTask<>(() ->
                    catchThrowable(() -> new ChannelBackend(carriers, fixture.crew).move(CrewFixture.read(channel))));
            Thread.startVirtualThread(caller);

            assertThat(CrewFixture.result(caller)).isInstanceOf(OutOfMemoryError.class);
            assertThat(carriers.held()).isZero();
        }
    }

    @Test
    void shouldMoveOnTheCrewWhenNoCarrierIsLent() {
        try (var fixture = new CrewFixture(1)) {
            StubChannel channel = new StubChannel(StubChannel::moveAll);
            FutureTask<Long> caller = new FutureTask<>(
                    () -> new ChannelBackend(carriers(0), fixture.crew).move(CrewFixture.read(channel)));
            Thread.startVirtualThread(caller);

            assertThat(CrewFixture.result(caller)).isOne();
            assertThat(channel.callers).isEqualTo(fixture.members);
        }
    }

    /** More callers than carriers are blocked, and an unrelated virtual thread still runs. */
    @Test
    void shouldKeepTheCarriersFreeWhileVirtualThreadsAreBlocked() {
        List<String> pinned = Collections.synchronizedList(new ArrayList<>());
        int callers = BusyCarriers.count() + 4;
        try (RecordingStream recording = new RecordingStream()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
            recording.onEvent("jdk.VirtualThreadPinned", event -> pinned.add(event.toString()));
            recording.startAsync();
            try (var fixture = new CrewFixture(callers)) {
                List<Blocked> blocked = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    blocked.add(fixture.block());
                }
                blocked.forEach(Blocked::awaitStart);

                FutureTask<String> unrelated = new FutureTask<>(() -> "ran");
                Thread.startVirtualThread(unrelated);
                assertThat(CrewFixture.result(unrelated)).isEqualTo("ran");
                assertThat(blocked).noneMatch(one -> one.result.isDone());

                blocked.forEach(Blocked::finish);
            }
            recording.stop();
        }
        assertThat(pinned)
                .filteredOn(event -> event.contains("io.heddle.backend"))
                .isEmpty();
    }

    /** A file stays open whatever happens to the threads that wait for the crew. Workers are never interrupted. */
    @Test
    void shouldKeepAFileOpenWhenItsCallersAreInterrupted() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1 << 16]);
        try (var fixture = new CrewFixture(2);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ChannelBackend backend = new ChannelBackend(carriers(0), fixture.crew);
            List<FutureTask<Long>> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                FutureTask<Long> caller = new FutureTask<>(() -> {
                    Transfer transfer = new Transfer();
                    transfer.describe(Operation.READ, channel, Memory.of(ByteBuffer.allocate(1 << 16)), 0, false);
                    return backend.move(transfer);
                });
                callers.add(caller);
                Thread.startVirtualThread(caller).interrupt();
            }

            assertThat(callers).allMatch(caller -> CrewFixture.result(caller) == 1 << 16);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    /** The same transfer serves one use after the other. */
    @Test
    void shouldReuseATransfer() {
        try (var fixture = new CrewFixture(1)) {
            StubChannel channel = new StubChannel(StubChannel::moveAll);
            Transfer transfer = new Transfer();
            FutureTask<Long> caller = new FutureTask<>(() -> {
                long moved = 0;
                for (int i = 0; i < 1_000; i++) {
                    transfer.describe(Operation.WRITE, channel, Memory.of(ByteBuffer.allocate(3)), i, false);
                    moved += fixture.crew.move(transfer);
                }
                return moved;
            });
            Conditions.awaitEnd(Thread.startVirtualThread(caller));

            assertThat(caller.resultNow()).isEqualTo(3_000);
            assertThat(channel.calls).hasSize(1_000).endsWith("write at 999");
        }
    }
}
