package io.heddle.uring;

/**
 * The queues between a {@link Driver} and the kernel. A {@link Ring} implements them. At any time one thread may
 * prepare and submit, and one wait and reap; while they are opened or closed, no thread does either.
 *
 * <p>Any method may throw an {@link Error} for lack of memory or stack. Then it has done either nothing or everything;
 * only {@link #reap} may have delivered a part of the completions.
 */
interface Queues {
    /** Returns the number of entries that may be in flight, not counting those that cancel others. */
    int entries();

    /** Returns the number of completions for which there is room: twice the entries. */
    int completions();

    // ---- life

    /** Opens the queues unless they are open. Returns 0, or the negative errno. */
    int open();

    /**
     * Closes the queues, and frees all their resources of the kernel. Nothing may be in flight. They may be opened
     * again.
     */
    void close();

    // ---- the submitter's side

    /** Describes the next entry. At most {@link #entries} of them may be prepared and not taken by the kernel. */
    void prepare(byte operation, int file, long address, int length, long offset, int flags, long userData);

    /** Submits prepared entries to the kernel; returns the number that it took, or the negative errno. */
    int submit(int count);

    /** Returns the number of prepared entries that the kernel has not taken yet. */
    int untaken();

    /** Takes back the entries that the kernel has not taken. */
    void unprepare();

    // ---- the reaper's side

    /** Waits until there is a completion or the time is up; returns 0 or more, or a negative errno such as ETIME. */
    int await(long nanos);

    /** Delivers the available completions to the sink, up to a number of them and each once; returns their number. */
    int reap(Ring.Sink sink, int most);
}
