package io.heddle.report.rules;

import static io.heddle.report.rules.Recordings.gauges;
import static io.heddle.report.rules.Recordings.slowRequest;
import static io.heddle.report.rules.Recordings.spend;
import static io.heddle.report.rules.Recordings.times;

import io.heddle.report.rules.AioEvents.BackendSelected;
import io.heddle.report.rules.AioEvents.SelectRequest;
import io.heddle.report.rules.AioEvents.WorkerCreateFailed;
import io.heddle.report.rules.Finding.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each rule reports what it should, with the figures, and nothing else; and no other rule reports anything. */
final class RulesTest extends RuleStories {

    // ---- pool saturated

    @Test
    void shouldFindAPoolSaturatedWhoseRequestsWaitLongerThanTheyAreServed() throws Exception {
        assertFinds("aio.PoolSaturated", Severity.WARNING, "process 1 (p1)", "4 of 4 samples", "80 %", () -> {
            times(4, () -> busy(16, 9));
            slowRequest("READ", 40, 10);
        });
    }

    @Test
    void shouldOnlyNoteASaturatedPoolWhoseRequestsAreNotRecorded() throws Exception {
        assertFinds(
                "aio.PoolSaturated",
                Severity.INFO,
                "process 1 (p1)",
                "at 16 workers",
                "no times",
                () -> times(4, () -> busy(16, 9)));
    }

    /** There are no workers if every request runs on the ring. */
    @Test
    void shouldFindThatNoMoreMayBeInFlight() throws Exception {
        assertFinds(
                "aio.PoolSaturated",
                Severity.WARNING,
                "process 1 (p1)",
                "4 of 4 samples",
                "at 64 requests in flight",
                () -> {
                    times(4, () -> inFlight(64, 9));
                    slowRequest("READ", 40, 10);
                });
        assertFindsNothing(() -> {
            times(4, () -> inFlight(63, 9));
            slowRequest("READ", 40, 10);
        });
    }

    @Test
    void shouldNotCallAPoolSaturatedThatHasWorkersToSpareOrServesLongerThanItLetsWait() throws Exception {
        assertFindsNothing(() -> times(4, () -> busy(12, 9)));
        assertFindsNothing(() -> {
            times(4, () -> busy(16, 9));
            slowRequest("READ", 10, 40);
        });
        assertFindsNothing(
                () -> { // now and then is no trouble
                    times(3, () -> busy(16, 9));
                    times(9, () -> busy(16, 0));
                });
    }

    // ---- death churn

    @Test
    void shouldFindWorkersThatDieOnlyToBeBornAgain() throws Exception {
        assertFinds(
                "aio.DeathChurn",
                Severity.WARNING,
                "process 1",
                "11 of 12 births",
                "5.0 s",
                () -> times(12, () -> {
                    birth(1);
                    death(1);
                }));
    }

    @Test
    void shouldAcceptWorkersThatAreBornForABurstAndDieAfterIt() throws Exception {
        assertFindsNothing(() -> {
            times(16, () -> birth(1));
            times(16, () -> death(1));
        });
        assertFindsNothing(() -> times(
                20,
                () -> { // the deaths of one process are not births of another
                    birth(1);
                    death(2);
                }));
    }

    // ---- fsync convoy

    @Test
    void shouldFindSyncsThatAreHeldBackBehindManyRequests() throws Exception {
        assertFinds(
                "aio.FsyncConvoy",
                Severity.WARNING,
                "file 7",
                "10 syncs",
                "8.0 requests",
                () -> times(10, () -> fsyncDelay(8)));
    }

    @Test
    void shouldFindSlowSyncsThatWaitLongerThanTheyTake() throws Exception {
        assertFinds(
                "aio.FsyncConvoy",
                Severity.WARNING,
                "/data/{index}.bin",
                "12 of 12 slow syncs",
                "",
                () -> times(12, () -> slowRequest("DSYNC", 90, 10)));
    }

    @Test
    void shouldAcceptSyncsThatWaitForFewRequests() throws Exception {
        assertFindsNothing(() -> times(100, () -> fsyncDelay(1)));
        assertFindsNothing(() -> times(9, () -> fsyncDelay(8)));
        assertFindsNothing(() -> times(9, () -> slowRequest("SYNC", 10, 90)));
    }

    // ---- cap never reached

    @Test
    void shouldNoteALimitOfWorkersThatIsNeverNearlyReached() throws Exception {
        assertFinds(
                "aio.CapNeverReached",
                Severity.INFO,
                "at most 8 of 16 workers",
                "10 busy samples",
                "",
                () -> times(10, () -> busy(8, 0)));
    }

    @Test
    void shouldAcceptALimitThatIsNearlyReachedOnceOrAProcessThatIsIdle() throws Exception {
        assertFindsNothing(() -> {
            times(10, () -> busy(8, 0));
            busy(9, 0);
        });
        assertFindsNothing(() -> times(10, () -> gauges(1, sample -> sample.threads = 2)));
    }

    // ---- never reaped

    @Test
    void shouldFindDoneRequestsThatOnlyBecomeMore() throws Exception {
        assertFinds(
                "aio.NeverReaped", Severity.WARNING, "from 100 to 500 in 5 samples", "50 %", "quota of 1000", () -> {
                    for (int done = 100; done <= 500; done += 100) {
                        done(done);
                    }
                });
    }

    @Test
    void shouldAcceptDoneRequestsThatAreReapedInTheEnd() throws Exception {
        assertFindsNothing(() -> {
            for (int done = 100; done <= 500; done += 100) {
                done(done);
            }
            done(499);
        });
        assertFindsNothing(() -> times(20, () -> done(300)));
    }

    // ---- large suspends

    @Test
    void shouldFindSuspendsWithLongLists() throws Exception {
        assertFinds("aio.LargeSuspend", Severity.WARNING, "10 of 20 suspends", "100 on average", "100 at most", () -> {
            times(10, () -> suspend(100));
            times(10, () -> suspend(1));
        });
    }

    @Test
    void shouldAcceptShortListsAndFewLongOnes() throws Exception {
        assertFindsNothing(() -> times(100, () -> suspend(63)));
        assertFindsNothing(() -> times(9, () -> suspend(1000)));
        assertFindsNothing(() -> {
            times(10, () -> suspend(1000));
            times(100, () -> suspend(1));
        });
    }

    // ---- rejections

    @Test
    void shouldFindRefusedSubmissionsAndNameTheMostFrequentReason() throws Exception {
        assertFinds(
                "aio.Rejections",
                Severity.WARNING,
                "12 recorded refusals",
                "11 times EAGAIN, the quota is full",
                "",
                () -> {
                    rejected("EINVAL", "offset -1 must be 0 or more");
                    times(11, () -> rejected("EAGAIN", "the quota is full"));
                });
    }

    @Test
    void shouldOnlyNoteAFewRefusals() throws Exception {
        assertFinds(
                "aio.Rejections",
                Severity.INFO,
                "1 recorded",
                "EINVAL, offset -1",
                "first by process 1",
                () -> rejected("EINVAL", "offset -1 must be 0 or more"));
    }

    // ---- worker creation failures

    @Test
    void shouldFindWorkersThatCouldNotBeCreated() throws Exception {
        assertFinds(
                "aio.WorkerCreationFailed",
                Severity.WARNING,
                "2 failures",
                "with 3 workers",
                "out of memory",
                () -> times(2, () -> {
                    WorkerCreateFailed event = new WorkerCreateFailed();
                    event.processId = 1;
                    event.threads = 3;
                    event.reason = "out of memory";
                    event.commit();
                }));
    }

    // ---- blocking handlers

    @Test
    void shouldFindWorkersThatSpendTheirTimeAsideOfTransfers() throws Exception {
        assertFinds(
                "aio.BlockingHandler",
                Severity.WARNING,
                "process 1",
                "of the workers' busy time",
                "10 requests",
                () -> shift(10, Duration.ofNanos(100_000), Duration.ofMillis(3)));
    }

    @Test
    void shouldAcceptWorkersThatSpendTheirTimeInTransfersOrLittleTimeAside() throws Exception {
        assertFindsNothing(() -> shift(10, Duration.ofMillis(3), Duration.ZERO));
        assertFindsNothing(
                () -> { // without the transfers nothing is known of what lies between them
                    SelectRequest shift = new SelectRequest();
                    shift.begin();
                    spend(Duration.ofMillis(20));
                    shift.processId = 1;
                    shift.processed = 10;
                    shift.commit();
                });
    }

    // ---- carrier pinning

    @Test
    void shouldNoteVirtualThreadsThatHoldTheirCarriersBesideAsynchronousIo() throws Exception {
        assertFinds("aio.CarrierPinning", Severity.INFO, "1 times", "in all", "at most", () -> {
            new BackendSelected().commit();
            Pinning.forMillis(5);
        });
    }

    @Test
    void shouldFindPinningThatTakesMuchTime() throws Exception {
        assertFinds("aio.CarrierPinning", Severity.WARNING, "1 times", " s in all", "", () -> {
            new BackendSelected().commit();
            Pinning.forMillis(1001);
        });
    }

    @Test
    void shouldLeavePinningToOthersWhereThereIsNoAsynchronousIo() throws Exception {
        assertFindsNothing(() -> Pinning.forMillis(5));
    }

    // ---- slow device

    @Test
    void shouldFindADeviceThatIsSlowInItsTransfers() throws Exception {
        assertFinds(
                "aio.SlowDevice",
                Severity.WARNING,
                "10 of 11 slow requests",
                "80.0 ms on average",
                "/data/{index}.bin",
                () -> {
                    times(10, () -> slowRequest("READ", 5, 80));
                    slowRequest("READ", 80, 5);
                });
    }

    @Test
    void shouldAcceptRequestsThatWereSlowInTheQueueOrFew() throws Exception {
        assertFindsNothing(() -> times(20, () -> slowRequest("READ", 80, 30)));
        assertFindsNothing(() -> times(9, () -> slowRequest("READ", 5, 80)));
    }

    // ---- starvation

    @Test
    void shouldFindAProcessThatWaitsWhileAnotherRuns() throws Exception {
        assertFinds(
                "aio.Starvation",
                Severity.WARNING,
                "process 2 (p2)",
                "3 of 3 samples",
                "process 1 (p1) ran",
                () -> times(3, () -> {
                    sample(1, 0, 4, 0);
                    sample(2, 5, 0, SECOND);
                }));
    }

    @Test
    void shouldAcceptAProcessThatRunsATurnOrWaitsForNobodyElse() throws Exception {
        assertFindsNothing(() -> times(3, () -> {
            sample(1, 0, 4, 0);
            sample(2, 5, 1, SECOND);
        }));
        assertFindsNothing(() -> times(3, () -> sample(2, 5, 0, SECOND)));
        assertFindsNothing(() -> times(3, () -> {
            sample(1, 0, 4, 0);
            sample(2, 5, 0, SECOND / 1000);
        }));
    }

    @Test
    void shouldFindNothingInARecordingWithoutUs() throws Exception {
        assertFindsNothing(() -> {});
    }
}
