package io.heddle.report.rules;

import io.heddle.report.rules.AioEvents.QueueStatistics;
import io.heddle.report.rules.AioEvents.SlowRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jfr.Recording;

/** Makes recordings to which a rule should, or should not, object. */
final class Recordings {
    private Recordings() {}

    interface Story {
        void tell() throws Exception;
    }

    /** Returns the findings of all rules in a recording of a story. */
    static List<Finding> findings(Story story) throws Exception {
        Path file = Files.createTempFile("heddle", ".jfr");
        try {
            record(story, file);
            return new RuleRunner().evaluate(file);
        } finally {
            Files.delete(file);
        }
    }

    static void record(Story story, Path file) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            recording.start();
            story.tell();
            recording.stop();
            recording.dump(file);
        }
    }

    /** Emits a sample of a process's gauges: 16 workers and a quota of 1000 unless set otherwise. */
    static void gauges(long process, Consumer<QueueStatistics> values) {
        QueueStatistics event = new QueueStatistics();
        event.processId = process;
        event.name = "p" + process;
        event.maxThreads = 16;
        event.maxOutstanding = 1000;
        values.accept(event);
        event.commit();
    }

    static void slowRequest(String opcode, long queuedMillis, long serviceMillis) {
        SlowRequest event = new SlowRequest();
        event.processId = 1;
        event.opcode = opcode;
        event.file = 3;
        event.path = "/data/{index}.bin";
        event.queuedNanos = TimeUnit.MILLISECONDS.toNanos(queuedMillis);
        event.serviceNanos = TimeUnit.MILLISECONDS.toNanos(serviceMillis);
        event.commit();
    }

    static void times(int count, Story story) throws Exception {
        for (int i = 0; i < count; i++) {
            story.tell();
        }
    }

    /** Lets time pass on the thread, without a wait. */
    static void spend(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
