package io.heddle.uring;

/**
 * What a {@link Driver} wants of the queues between it and the kernel. A {@link Ring} is the real thing. One thread at
 * a time may prepare and submit, one at a time wait and reap, and nobody does either while they are opened or closed.
 *
 * <p>Any method may throw an {@link Error}, of memory or of the stack. Then it has either done nothing or all that it
 * says, but for {@link #reap}, which has told of some and not of the others.
 */
interface Queues {
    /** How many may be in flight, without those that cancel others. */
    int entries();

    /** How many answers there is room for: twice the entries. */
    int completions();

    // ---- life

    /** Opens the queues unless they are open. Returns 0, or the negative errno. */
    int open();

    /** Closes them, and frees all that they have of the kernel. Nothing may be in flight. They may be opened again. */
    void close();

    // ---- the submitter's side

    /** Describes the next request. There must be room: no more than {@link #entries} that the kernel has not taken. */
    void prepare(byte operation, int file, long address, int length, long offset, int flags, long userData);

    /** Hands what is prepared to the kernel; returns how many it took, or the negative errno. */
    int submit(int count);

    /** How many of those prepared the kernel has not taken yet. */
    int untaken();

    /** Takes back what the kernel has not taken. */
    void unprepare();

    // ---- the reaper's side

    /** Waits until there is a completion or the time is up; returns a negative errno, ETIME among them. */
    int await(long nanos);

    /** Tells the sink of the completions that there are, but of so many at most, each once; returns how many. */
    int reap(Ring.Sink sink, int most);
}
