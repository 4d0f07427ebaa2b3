package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in JVMs of their own, whose schedulers have not run anything yet. */
final class SchedulerThreadsTest {
    @TempDir
    Path folder;

    @Test
    void shouldStartACarrierForEachProcessor() throws Exception {
        assertThat(carriers("platform")).isEqualTo(6);
        assertThat(carriers("virtual")).isEqualTo(6);
    }

    @Test
    void shouldStartNoMoreThanTheUserHasChosen() throws Exception {
        assertThat(carriers("platform", "-Djdk.virtualThreadScheduler.parallelism=2"))
                .isEqualTo(2);
        assertThat(carriers("virtual", "-Djdk.virtualThreadScheduler.parallelism=1"))
                .isOne();
        assertThat(carriers("platform", "-Djdk.virtualThreadScheduler.parallelism=64"))
                .as("the others are started when they are needed")
                .isBetween(6, 32);
    }

    private int carriers(String kind, String... options) throws Exception {
        ChildJvm child = new ChildJvm(Child.class, folder).withOption("-XX:ActiveProcessorCount=6");
        for (String option : options) {
            child.withOption(option);
        }
        List<String> output = child.run(kind);
        return Integer.parseInt(output.getLast());
    }

    static final class Child {
        private static final long PATIENCE_NANOS =
                TimeUnit.SECONDS.toNanos(60); // other programs may use the processors

        private Child() {}

        public static void main(String[] arguments) throws Exception {
            Thread.Builder builder = arguments[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
            builder.start(() -> SchedulerThreads.start(PATIENCE_NANOS)).join();
            System.out.println(ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                    .getPoolSize());
        }
    }
}
