package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.management.ObjectName;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What is added to the parallelism that the user has chosen. */
@Isolated("the copies of the library agree by a system property")
final class SchedulerBeanTest {
    private final FakeBean bean = new FakeBean();

    /** A scheduler with a parallelism of 4 and a maximum of 256. */
    private static final class FakeBean implements VirtualThreadSchedulerMXBean {
        private int parallelism = 4;
        private boolean refuses;
        private boolean hasNoThread;

        @Override
        public int getParallelism() {
            return parallelism;
        }

        @Override
        public void setParallelism(int size) {
            if (refuses) {
                throw new UnsupportedOperationException();
            }
            parallelism = size;
            if (hasNoThread) {
                throw new OutOfMemoryError("unable to create native thread, says the test");
            }
        }

        @Override
        public int getPoolSize() {
            return parallelism;
        }

        @Override
        public int getMountedVirtualThreadCount() {
            return 0;
        }

        @Override
        public long getQueuedVirtualThreadCount() {
            return 0;
        }

        @Override
        public ObjectName getObjectName() {
            throw new AssertionError("nobody asks");
        }
    }

    @BeforeEach
    @AfterEach
    void shouldLeaveNoTrace() {
        assertThat(System.getProperty(SchedulerBean.ADDED)).isNull();
    }

    @Test
    void shouldAddToWhatTheUserHasChosen() {
        SchedulerBean scheduler = new SchedulerBean(bean);

        assertThat(scheduler.add(3)).isEqualTo(3);
        assertThat(bean.parallelism).isEqualTo(7);
        assertThat(scheduler.add(10)).isEqualTo(10);
        assertThat(bean.parallelism).isEqualTo(14);
        assertThat(scheduler.add(1)).isEqualTo(1);
        assertThat(bean.parallelism).isEqualTo(5);
        assertThat(scheduler.add(0)).isZero();
        assertThat(bean.parallelism).isEqualTo(4);
    }

    @Test
    void shouldAddToWhatSomebodyHasSetMeanwhile() {
        SchedulerBean scheduler = new SchedulerBean(bean);
        scheduler.add(10);

        bean.parallelism = 8;

        assertThat(scheduler.add(10)).isEqualTo(10);
        assertThat(bean.parallelism).isEqualTo(18);
        bean.parallelism = 2;
        assertThat(scheduler.add(0)).isZero();
        assertThat(bean.parallelism).isEqualTo(2);
    }

    /** Copies as in two web applications of one server. */
    @Test
    void shouldAddUpWithOtherCopiesOfTheLibrary() {
        SchedulerBean one = new SchedulerBean(bean);
        SchedulerBean other = new SchedulerBean(bean);

        one.add(5);
        other.add(7);
        assertThat(bean.parallelism).isEqualTo(16);
        one.add(2);
        assertThat(bean.parallelism).isEqualTo(13);
        one.add(0);
        assertThat(bean.parallelism).isEqualTo(11);
        other.add(0);
        assertThat(bean.parallelism).isEqualTo(4);
    }

    @Test
    void shouldAddUpAgainAfterSomebodyHasSetAnotherParallelism() {
        SchedulerBean one = new SchedulerBean(bean);
        SchedulerBean other = new SchedulerBean(bean);
        one.add(5);
        other.add(7);

        bean.parallelism = 6;

        one.add(3);
        assertThat(bean.parallelism).isEqualTo(9);
        other.add(1);
        assertThat(bean.parallelism).isEqualTo(10);
        one.add(0);
        other.add(0);
        assertThat(bean.parallelism).isEqualTo(6);
    }

    @Test
    void shouldAddNoMoreThanTheLargestPoolAllows() {
        SchedulerBean one = new SchedulerBean(bean);
        SchedulerBean other = new SchedulerBean(bean);
        assertThat(one.mostParallelism()).isEqualTo(256);

        assertThat(one.add(200)).isEqualTo(200);
        assertThat(other.add(100)).isEqualTo(52);
        assertThat(bean.parallelism).isEqualTo(256);
        one.add(0);
        other.add(0);
    }

    @Test
    void shouldTellOfARefusal() {
        bean.refuses = true;

        SchedulerBean scheduler = new SchedulerBean(bean);
        assertThatThrownBy(() -> scheduler.add(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(bean.parallelism).isEqualTo(4);
    }

    /** Whatever fails in between, the sum of all copies is correct afterwards. */
    @Test
    void shouldCountNothingThatWasNotAdded() {
        SchedulerBean scheduler = new SchedulerBean(bean);
        scheduler.add(2);
        bean.refuses = true;
        assertThatThrownBy(() -> scheduler.add(5)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> scheduler.add(0)).isInstanceOf(UnsupportedOperationException.class);

        bean.refuses = false;
        assertThat(scheduler.add(5)).isEqualTo(5);
        assertThat(bean.parallelism).isEqualTo(9);
        scheduler.add(0);
        assertThat(bean.parallelism).isEqualTo(4);
    }

    /**
     * The scheduler has changed its parallelism before it starts the first of the new carriers. The change must be
     * undone.
     */
    @Test
    void shouldAddNothingWhereNoCarrierCanBeStarted() {
        SchedulerBean scheduler = new SchedulerBean(bean);
        scheduler.add(2);
        bean.hasNoThread = true;

        assertThatThrownBy(() -> scheduler.add(3)).isInstanceOf(OutOfMemoryError.class);
        assertThat(bean.parallelism).isEqualTo(6);
        assertThat(scheduler.add(1)).as("fewer need no thread").isOne();
        assertThat(bean.parallelism).isEqualTo(5);

        bean.hasNoThread = false;
        assertThat(scheduler.add(3)).isEqualTo(3);
        assertThat(bean.parallelism).isEqualTo(7);
        scheduler.add(0);
        assertThat(bean.parallelism).isEqualTo(4);
    }

    @Test
    void shouldChangeTheSchedulerOfThisJvm() {
        VirtualThreadSchedulerMXBean real =
                java.lang.management.ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        int before = real.getParallelism();
        SchedulerBean scheduler = new SchedulerBean();

        assertThat(scheduler.add(2)).isEqualTo(2);
        assertThat(real.getParallelism()).isEqualTo(before + 2);
        scheduler.add(0);
        assertThat(real.getParallelism()).isEqualTo(before);
    }
}
