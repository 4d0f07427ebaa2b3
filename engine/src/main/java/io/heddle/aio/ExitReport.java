package io.heddle.aio;

/**
 * The outcome of an exit or an exec.
 *
 * @param cancelled requests that were queued and have been cancelled; they moved no byte
 * @param completed requests that were running and have completed while the exit waited
 * @param running requests that still ran at the deadline; 0 after an exit in time
 * @param workers workers that still existed at the deadline; 0 after an exit in time
 */
public record ExitReport(int cancelled, int completed, int running, int workers) {
    /**
     * Returns whether all requests and workers have ended.
     *
     * @return {@code false} if the deadline elapsed first; the exit may then be called again
     */
    public boolean isComplete() {
        return running == 0 && workers == 0;
    }
}
