package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.CrewFixture.Blocked;
import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Platform threads that block for virtual ones. */
final class CrewTest {
    private static StubChannel instant() {
        return new StubChannel(StubChannel::moveAll);
    }

    // ---- the thread that performs the transfer

    @Test
    void shouldHaveATransferDoneByAMember() {
        try (var fixture = new CrewFixture(4)) {
            StubChannel channel = instant();

            assertThat(CrewFixture.result(fixture.move(channel))).isOne();

            assertThat(channel.callers).isEqualTo(fixture.members);
            assertThat(channel.callers.getFirst().isVirtual()).isFalse();
        }
    }

    @Test
    void shouldNameItsThreadsAndMakeThemDaemons() throws IOException {
        FakeTicker ticker = new FakeTicker();
        Crew crew = new Crew(1, CrewFixture.IDLE, ticker);
        StubChannel channel = instant();
        crew.move(CrewFixture.read(channel));
        Thread member = channel.callers.getFirst();

        assertThat(member.getName()).isEqualTo("heddle-crew-1");
        assertThat(member.isDaemon()).isTrue();

        ticker.awaitSleepers(1);
        ticker.advance(CrewFixture.IDLE);
        Conditions.awaitEnd(member);
    }

    @Test
    void shouldUseTheMemberThatRestedLast() {
        try (var fixture = new CrewFixture(4)) {
            List<Blocked> blocked = List.of(fixture.block(), fixture.block(), fixture.block());
            blocked.forEach(Blocked::awaitStart);
            for (int i = 0; i < 3; i++) {
                blocked.get(i).finish();
                fixture.awaitResting(i + 1);
            }

            Blocked first = fixture.block().awaitStart();
            Blocked second = fixture.block().awaitStart();

            assertThat(first.member()).isSameAs(blocked.get(2).member());
            assertThat(second.member()).isSameAs(blocked.get(1).member());
            first.finish();
            second.finish();
            assertThat(fixture.crew.size()).isEqualTo(3);
        }
    }

    @Test
    void shouldUseOneMemberForSerialTransfers() {
        try (var fixture = new CrewFixture(4)) {
            for (int i = 0; i < 500; i++) {
                CrewFixture.result(fixture.move(instant()));
                fixture.awaitResting(1);
            }
            assertThat(fixture.members).hasSize(1);
        }
    }

    @Test
    void shouldGrowToItsLimitAndLetTheOthersWaitInTheirOrder() {
        try (var fixture = new CrewFixture(2)) {
            Blocked first = fixture.block().awaitStart();
            Blocked second = fixture.block().awaitStart();
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<FutureTask<Long>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                StubChannel channel = new StubChannel(bytes -> {
                    order.add(number);
                    return StubChannel.moveAll(bytes);
                });
                waiting.add(fixture.move(channel));
                int expected = i + 1;
                Conditions.await("the transfer to wait", () -> fixture.crew.waiting() == expected);
            }
            assertThat(fixture.crew.size()).isEqualTo(2);
            assertThat(order).isEmpty();

            first.finish();

            assertThat(waiting).allMatch(task -> CrewFixture.result(task) == 1);
            assertThat(order).hasSize(20).isSorted();
            second.finish();
            assertThat(fixture.members).hasSize(2);
        }
    }

    /** The thread may belong to the user, whose code would miss the interrupt. */
    @Test
    void shouldKeepTheInterruptOfACallerThatWaits() {
        try (var fixture = new CrewFixture(1)) {
            CountDownLatch release = new CountDownLatch(1);
            StubChannel held = new StubChannel(bytes -> {
                Conditions.await("the release", release);
                return StubChannel.moveAll(bytes);
            });
            FutureTask<Boolean> caller = new FutureTask<>(() -> {
                long _ = fixture.crew.move(CrewFixture.read(held));
                return Thread.currentThread().isInterrupted();
            });
            Thread thread = Thread.startVirtualThread(caller);
            Conditions.await("the transfer", () -> !held.callers.isEmpty());
            thread.interrupt();
            release.countDown();
            assertThat(CrewFixture.result(caller)).as("interrupt status").isTrue();
        }
    }

    // ---- retirement

    @Test
    void shouldRetireAMemberThatRestedForTheIdleTime() {
        try (var fixture = new CrewFixture(4)) {
            CrewFixture.result(fixture.move(instant()));
            fixture.awaitResting(1);

            fixture.ticker.advance(CrewFixture.IDLE - 1);
            assertThat(fixture.crew.size()).isOne();
            fixture.ticker.awaitSleeperDueIn(1);
            fixture.ticker.advance(1);

            Conditions.await("the retirement", () -> fixture.crew.size() == 0);
            Conditions.awaitEnd(fixture.members.getFirst());
        }
    }

    @Test
    void shouldStartAnewAfterAllHaveRetired() {
        try (var fixture = new CrewFixture(1)) {
            for (int i = 1; i <= 3; i++) {
                CrewFixture.result(fixture.move(instant()));
                fixture.awaitResting(1);
                fixture.ticker.advance(CrewFixture.IDLE);
                Conditions.await("the retirement", () -> fixture.crew.size() == 0);
                assertThat(fixture.members).hasSize(i);
            }
        }
    }

    @Test
    void shouldRetireFromTheMiddleOfTheStack() {
        try (var fixture = new CrewFixture(3)) {
            List<Blocked> blocked = List.of(fixture.block(), fixture.block(), fixture.block());
            blocked.forEach(Blocked::awaitStart);
            blocked.get(0).finish();
            fixture.awaitResting(1);
            fixture.ticker.advance(CrewFixture.IDLE / 2);
            blocked.get(1).finish();
            blocked.get(2).finish();
            fixture.awaitResting(3);

            fixture.ticker.advance(CrewFixture.IDLE / 2); // the first, at the bottom, has rested long enough

            Conditions.awaitEnd(blocked.getFirst().member());
            assertThat(fixture.crew.size()).isEqualTo(2);
            assertThat(CrewFixture.result(fixture.move(instant()))).isOne();
            fixture.awaitResting(2);
        }
    }

    /** A member that is called at the end of its idle time either runs or has retired; the transfer is performed. */
    @Test
    void shouldDoEveryTransferWhenMembersRetireMeanwhile() {
        try (var fixture = new CrewFixture(2)) {
            for (int i = 0; i < 500; i++) {
                FutureTask<Long> one = fixture.move(instant());
                fixture.ticker.advance(CrewFixture.IDLE);
                assertThat(CrewFixture.result(one)).isOne();
            }
        }
    }

    // ---- failures

    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("disk"),
                new IllegalArgumentException("argument"),
                new StackOverflowError("stack"),
                new AssertionError("assertion"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldThrowToTheCallerWhatTheTransferThrew(Throwable failure) {
        try (var fixture = new CrewFixture(1)) {
            FutureTask<Long> failing = fixture.move(new StubChannel(bytes -> {
                sneak(failure);
                return 0;
            }));

            Conditions.await("the caller", failing::isDone);
            assertThat(failing.exceptionNow()).isSameAs(failure);
            assertThat(CrewFixture.result(fixture.move(instant())))
                    .as("the member goes on")
                    .isOne();
            assertThat(fixture.members).hasSize(1);
        }
    }

    /** A checked exception that the method does not declare is wrapped. */
    @Test
    void shouldWrapWhatNobodyMayThrow() {
        try (var fixture = new CrewFixture(1)) {
            Exception impossible = new Exception("checked");
            FutureTask<Long> failing = fixture.move(new StubChannel(bytes -> {
                sneak(impossible);
                return 0;
            }));

            Conditions.await("the caller", failing::isDone);
            assertThat(failing.exceptionNow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasCause(impossible);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    // ---- threads that cannot be started

    private static final ThreadFactory CANNOT_START = task -> new Thread(task) {
        @Override
        public void start() {
            throw new OutOfMemoryError("unable to create native thread (fake)");
        }
    };

    @Test
    void shouldDoTheTransferOnTheCallerWhenNoThreadCanBeStarted() {
        try (var fixture = new CrewFixture(1, CANNOT_START)) {
            for (int i = 0; i < 3; i++) {
                StubChannel channel = instant();
                assertThat(CrewFixture.result(fixture.move(channel))).isOne();
                assertThat(channel.callers.getFirst().isVirtual()).isTrue();
                assertThat(fixture.crew.size()).isZero();
            }
        }
    }

    /** On the caller, too, an interrupt must not close the channel. */
    @Test
    void shouldNotBeInterruptedWhenTheCallerDoesTheTransfer() {
        try (var fixture = new CrewFixture(1, CANNOT_START)) {
            List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
            StubChannel channel = new StubChannel(bytes -> {
                interrupted.add(Thread.currentThread().isInterrupted());
                return StubChannel.moveAll(bytes);
            });
            FutureTask<Long> caller = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                return fixture.crew.move(CrewFixture.read(channel));
            });
            Thread.startVirtualThread(caller);

            assertThat(CrewFixture.result(caller)).isOne();
            assertThat(interrupted).containsExactly(false);
        }
    }

    /** Callers that wait for a member which never starts perform their transfers themselves. */
    @Test
    void shouldLeaveNobodyWaitingWhenTheOnlyThreadCannotBeStarted() {
        AtomicInteger starts = new AtomicInteger();
        List<CrewFixture> self = new ArrayList<>();
        ThreadFactory failsWhenAnotherWaits = task -> new Thread(task) {
            @Override
            public void start() {
                starts.incrementAndGet();
                Conditions.await("another transfer", () -> self.getFirst().crew.waiting() == 2);
                throw new OutOfMemoryError("unable to create native thread (fake)");
            }
        };
        try (var fixture = new CrewFixture(1, failsWhenAnotherWaits)) {
            self.add(fixture);
            List<StubChannel> channels = List.of(instant(), instant(), instant());
            FutureTask<Long> first = fixture.move(channels.get(0));
            Conditions.await("the start", () -> starts.get() == 1);
            FutureTask<Long> second = fixture.move(channels.get(1));
            FutureTask<Long> third = fixture.move(channels.get(2));

            assertThat(CrewFixture.result(first)).isOne();
            assertThat(CrewFixture.result(second)).isOne();
            assertThat(CrewFixture.result(third)).isOne();
            assertThat(channels).allMatch(channel -> channel.callers.getFirst().isVirtual());
            assertThat(fixture.crew.size()).isZero();
        }
    }

    // ---- interrupts

    @Test
    void shouldWaitForTheTransferWhenTheCallerIsInterrupted() {
        try (var fixture = new CrewFixture(1)) {
            Blocked blocked = fixture.block().awaitStart();

            for (int i = 0; i < 3; i++) {
                blocked.caller.interrupt();
                Conditions.await("the interrupt to be taken", () -> !blocked.caller.isInterrupted());
            }

            assertThat(blocked.result.isDone()).isFalse();
            assertThat(blocked.member().isInterrupted()).isFalse();
            assertThat(blocked.finish()).isOne();
            assertThat(blocked.channel.isOpen()).isTrue();
        }
    }

    /** A user's channel may leave its thread interrupted; that must not close the next transfer's channel. */
    @Test
    void shouldNotPassOnAnInterruptFromOneTransferToTheNext() {
        try (var fixture = new CrewFixture(1)) {
            Blocked blocked = fixture.block().awaitStart();
            FutureTask<Long> interrupting = fixture.move(new StubChannel(bytes -> {
                Thread.currentThread().interrupt();
                return StubChannel.moveAll(bytes);
            }));
            Conditions.await("the transfer to wait", () -> fixture.crew.waiting() == 1);
            List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
            FutureTask<Long> next = fixture.move(new StubChannel(bytes -> {
                interrupted.add(Thread.currentThread().isInterrupted());
                return StubChannel.moveAll(bytes);
            }));
            Conditions.await("the transfer to wait", () -> fixture.crew.waiting() == 2);

            blocked.finish();

            assertThat(CrewFixture.result(interrupting)).isOne();
            assertThat(CrewFixture.result(next)).isOne();
            assertThat(interrupted).containsExactly(false);
        }
    }
}
