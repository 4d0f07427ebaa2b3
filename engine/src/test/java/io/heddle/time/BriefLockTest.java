package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("LockNotBeforeTry") // each hold is tested by itself
final class BriefLockTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000;

    private final BriefLock lock = new BriefLock();
    private int count; // guarded by the lock

    private boolean isFreeForOthers() throws Exception {
        FutureTask<Boolean> other = new FutureTask<>(() -> {
            boolean free = lock.tryLock();
            if (free) {
                lock.unlock();
            }
            return free;
        });
        Conditions.awaitEnd(Thread.ofPlatform().start(other));
        return other.get();
    }

    @Test
    void shouldBeHeldUntilTheLastHoldIsGivenUp() throws Exception {
        lock.lock();
        lock.lock();
        lock.lock();
        lock.unlock();
        assertThat(isFreeForOthers()).isFalse();
        lock.unlock();
        assertThat(isFreeForOthers()).isFalse();
        lock.unlock();
        assertThat(isFreeForOthers()).isTrue();
    }

    @Test
    void shouldCountHoldsThatWereTriedWithTheOthers() throws Exception {
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.lock();
        lock.unlock();
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        assertThat(isFreeForOthers()).isFalse();
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThat(isFreeForOthers()).isTrue();
    }

    @Test
    void shouldNotBeGivenUpByWhoDoesNotHoldIt() throws Exception {
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.lock();
        lock.lock();
        FutureTask<Void> other = new FutureTask<>(lock::unlock, null);
        Conditions.awaitEnd(Thread.ofPlatform().start(other));
        assertThat(other.state()).isEqualTo(FutureTask.State.FAILED);
        assertThat(other.exceptionNow()).isInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetOnlyOneInHoweverManyWantIn(boolean virtual) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(
                    virtual
                            ? Thread.startVirtualThread(this::countUp)
                            : Thread.ofPlatform().start(this::countUp));
        }
        threads.forEach(Conditions::awaitEnd);
        assertThat(count).isEqualTo(THREADS * ROUNDS);
        assertThat(lock.isLocked()).isFalse();
    }

    private void countUp() {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                lock.lock();
                try {
                    count++;
                } finally {
                    lock.unlock();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
