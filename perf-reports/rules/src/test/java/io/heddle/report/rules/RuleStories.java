package io.heddle.report.rules;

import static io.heddle.report.rules.Recordings.gauges;
import static io.heddle.report.rules.Recordings.spend;
import static io.heddle.report.rules.Recordings.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.report.rules.AioEvents.FsyncDelay;
import io.heddle.report.rules.AioEvents.ProcessEntry;
import io.heddle.report.rules.AioEvents.Rejected;
import io.heddle.report.rules.AioEvents.SelectRequest;
import io.heddle.report.rules.AioEvents.Suspend;
import io.heddle.report.rules.AioEvents.WorkerCreate;
import io.heddle.report.rules.AioEvents.WorkerTerminate;
import io.heddle.report.rules.Finding.Severity;
import io.heddle.report.rules.Recordings.Story;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The steps of the stories that the rules examine. */
abstract class RuleStories {
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    static void busy(int threads, int queued) {
        gauges(1, sample -> {
            sample.threads = threads;
            sample.running = threads;
            sample.queued = queued;
        });
    }

    static void inFlight(int inFlight, int queued) {
        gauges(1, sample -> {
            sample.running = inFlight;
            sample.inFlight = inFlight;
            sample.maxInFlight = 64;
            sample.queued = queued;
        });
    }

    static void done(int done) {
        gauges(1, sample -> {
            sample.done = done;
            sample.outstanding = done;
        });
    }

    static void sample(long process, int queued, int running, long oldestQueuedNanos) {
        gauges(process, sample -> {
            sample.threads = 4;
            sample.idle = 4 - running;
            sample.queued = queued;
            sample.running = running;
            sample.oldestQueuedNanos = oldestQueuedNanos;
        });
    }

    static void birth(long process) {
        WorkerCreate event = new WorkerCreate();
        event.processId = process;
        event.commit();
    }

    static void death(long process) {
        WorkerTerminate event = new WorkerTerminate();
        event.processId = process;
        event.commit();
    }

    static void fsyncDelay(int waitingFor) {
        FsyncDelay event = new FsyncDelay();
        event.processId = 1;
        event.file = 7;
        event.waitingFor = waitingFor;
        event.commit();
    }

    static void suspend(int entries) {
        Suspend event = new Suspend();
        event.processId = 1;
        event.entries = entries;
        event.commit();
    }

    static void rejected(String error, String reason) {
        Rejected event = new Rejected();
        event.processId = 1;
        event.error = error;
        event.reason = reason;
        event.commit();
    }

    /** Emits a period in which a worker serves requests, and does other work after each of them. */
    static void shift(int requests, Duration serving, Duration aside) throws Exception {
        SelectRequest shift = new SelectRequest();
        shift.begin();
        times(requests, () -> {
            ProcessEntry request = new ProcessEntry();
            request.begin();
            spend(serving);
            request.processId = 1;
            request.commit();
            spend(aside);
        });
        shift.processId = 1;
        shift.processed = requests;
        shift.commit();
    }

    static void assertFinds(String rule, Severity severity, String evidence, String more, String yetMore, Story story)
            throws Exception {
        assertThat(Recordings.findings(story)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(rule);
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.evidence()).contains(evidence, more, yetMore).endsWith(".");
        });
    }

    static void assertFindsNothing(Story story) throws Exception {
        assertThat(Recordings.findings(story)).isEmpty();
    }
}
