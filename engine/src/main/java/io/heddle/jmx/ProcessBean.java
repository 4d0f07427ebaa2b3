package io.heddle.jmx;

import io.heddle.aio.AioProcess;
import java.util.concurrent.TimeUnit;

/** A process as a bean. */
final class ProcessBean implements AioProcessMXBean {
    private static final String MAX_OUTSTANDING = "heddle.aio.proc.max_outstanding";
    private static final String MAX_IN_FLIGHT = "heddle.aio.proc.max_in_flight";
    private static final String MAX_WORKERS = "heddle.aio.proc.max_workers";
    private static final String POOL_WINDOW = "heddle.aio.proc.pool_window_usecs";

    private final AioProcess process;

    ProcessBean(AioProcess process) {
        this.process = process;
    }

    @Override
    public long getId() {
        return process.id();
    }

    @Override
    public String getName() {
        return process.name();
    }

    @Override
    public String getDialect() {
        return process.dialect().name();
    }

    @Override
    public String getBackend() {
        return process.backendName();
    }

    @Override
    public String getBackendReason() {
        return process.backendReason();
    }

    @Override
    public boolean isOpen() {
        return process.isOpen();
    }

    // ---- gauges

    @Override
    public int getOutstanding() {
        return process.statistics().outstanding();
    }

    @Override
    public int getQueued() {
        return process.statistics().queued();
    }

    @Override
    public int getRunning() {
        return process.statistics().running();
    }

    @Override
    public int getInFlight() {
        return process.statistics().inFlight();
    }

    @Override
    public int getDone() {
        return process.statistics().done();
    }

    @Override
    public long getOldestQueuedUsecs() {
        return TimeUnit.MICROSECONDS.convert(process.statistics().oldestQueued());
    }

    @Override
    public int getThreads() {
        return process.statistics().threads();
    }

    @Override
    public int getIdle() {
        return process.statistics().idle();
    }

    @Override
    public int getDying() {
        return process.statistics().dying();
    }

    // ---- counters

    @Override
    public long getSubmitted() {
        return process.statistics().submitted();
    }

    @Override
    public long getReaped() {
        return process.statistics().reaped();
    }

    @Override
    public long getBorn() {
        return process.statistics().born();
    }

    @Override
    public long getEnded() {
        return process.statistics().ended();
    }

    // ---- tunables

    @Override
    public long getMaxOutstanding() {
        return process.tunable(MAX_OUTSTANDING).get();
    }

    @Override
    public void setMaxOutstanding(long requests) {
        process.tunable(MAX_OUTSTANDING).set(requests);
    }

    @Override
    public long getMaxInFlight() {
        return process.tunable(MAX_IN_FLIGHT).get();
    }

    @Override
    public void setMaxInFlight(long requests) {
        process.tunable(MAX_IN_FLIGHT).set(requests);
    }

    @Override
    public long getMaxWorkers() {
        return process.tunable(MAX_WORKERS).get();
    }

    @Override
    public void setMaxWorkers(long workers) {
        process.tunable(MAX_WORKERS).set(workers);
    }

    @Override
    public long getPoolWindowUsecs() {
        return process.tunable(POOL_WINDOW).get();
    }

    @Override
    public void setPoolWindowUsecs(long micros) {
        process.tunable(POOL_WINDOW).set(micros);
    }
}
