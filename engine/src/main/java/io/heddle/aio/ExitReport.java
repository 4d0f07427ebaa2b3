package io.heddle.aio;

/**
 * What an exit or an exec found and did.
 *
 * @param cancelled requests that were queued and have been cancelled; they moved no byte
 * @param completed requests that ran and have completed while the exit waited
 * @param running requests that still ran when the deadline came; 0 after an exit in time
 * @param workers workers that still existed when the deadline came; 0 after an exit in time
 */
public record ExitReport(int cancelled, int completed, int running, int workers) {
    /**
     * Tells whether everything has ended.
     *
     * @return {@code false} if the deadline came first; the exit may then be called again
     */
    public boolean isComplete() {
        return running == 0 && workers == 0;
    }
}
