package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WakeBatchTest {
    private static final int SIZE = 8;

    private final List<Sleeper> sleepers = new ArrayList<>();
    private final WakeBatch batch = WakeBatch.open(SIZE);

    /** Parks until it is woken, once. */
    private static final class Sleeper {
        final CountDownLatch awake = new CountDownLatch(1);
        final Thread thread;

        Sleeper(Thread.Builder builder) {
            thread = builder.start(() -> {
                LockSupport.park(this);
                awake.countDown();
            });
            Conditions.await("it is parked", () -> thread.getState() == Thread.State.WAITING);
        }

        boolean isAsleep() {
            return thread.getState() == Thread.State.WAITING;
        }
    }

    @AfterEach
    void shouldLeaveNobodyAsleep() throws InterruptedException {
        batch.close();
        for (Sleeper sleeper : sleepers) {
            sleeper.awake.await();
        }
        Thread herald = batch.herald();
        if (herald != null) {
            Conditions.awaitEnd(herald);
        }
    }

    private Sleeper virtual() {
        sleepers.add(new Sleeper(Thread.ofVirtual()));
        return sleepers.getLast();
    }

    private List<Sleeper> virtual(int many) {
        List<Sleeper> made = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            made.add(virtual());
        }
        return made;
    }

    private static void unpark(List<Sleeper> all) {
        all.forEach(sleeper -> WakeBatch.unpark(sleeper.thread));
    }

    private static void awaitAwake(List<Sleeper> all) throws InterruptedException {
        for (Sleeper sleeper : all) {
            sleeper.awake.await();
        }
    }

    @Test
    void shouldPutOffTheWakeUpsOfItsOwnerUntilTheBatchIsThrough() throws InterruptedException {
        batch.pays(true);
        List<Sleeper> some = virtual(SIZE);
        unpark(some);
        assertThat(some).allMatch(Sleeper::isAsleep);
        batch.flush();
        awaitAwake(some);
        assertThat(batch.herald()).as("who has woken them").isNotNull();
        List<Sleeper> others = virtual(3);
        unpark(others);
        assertThat(others).allMatch(Sleeper::isAsleep);
        batch.flush();
        awaitAwake(others);
    }

    @Test
    void shouldWakeAtOnceWhereItDoesNotPay() throws InterruptedException {
        List<Sleeper> some = virtual(2);
        unpark(some);
        awaitAwake(some);
    }

    @Test
    void shouldWakePlatformThreadsAtOnceAndWhatIsBeyondItsSize() throws InterruptedException {
        batch.pays(true);
        Sleeper platform = new Sleeper(Thread.ofPlatform());
        WakeBatch.unpark(platform.thread);
        platform.awake.await();
        List<Sleeper> some = virtual(SIZE);
        unpark(some);
        Sleeper beyond = virtual();
        WakeBatch.unpark(beyond.thread);
        beyond.awake.await();
        assertThat(some).allMatch(Sleeper::isAsleep);
        WakeBatch.unpark(null);
    }

    @Test
    void shouldLeaveTheWakeUpsOfOtherThreadsAlone() throws InterruptedException {
        batch.pays(true);
        List<Sleeper> some = virtual(2);
        Thread other = Thread.ofPlatform().start(() -> unpark(some));
        awaitAwake(some);
        other.join();
    }

    @Test
    void shouldWakeASingleOneWithoutTheHerald() throws InterruptedException {
        batch.pays(true);
        Sleeper one = virtual();
        WakeBatch.unpark(one.thread);
        assertThat(one.isAsleep()).isTrue();
        batch.flush();
        one.awake.await();
        assertThat(batch.herald()).isNull();
    }

    @Test
    void shouldWakeWhatWasPutOffWhenItIsClosed() throws InterruptedException {
        batch.pays(true);
        List<Sleeper> some = virtual(4);
        unpark(some);
        batch.close();
        awaitAwake(some);
        List<Sleeper> later = virtual(2);
        unpark(later);
        awaitAwake(later);
    }

    /** While the herald wakes one batch, the next does not wait for it. */
    @Test
    void shouldLoseNoneOfManyBatches() throws InterruptedException {
        batch.pays(true);
        for (int round = 0; round < 300; round++) {
            List<Sleeper> some = virtual(1 + round % SIZE);
            unpark(some);
            batch.flush();
            if (round % 3 == 0) {
                awaitAwake(some);
            }
        }
    }
}
