package io.heddle.backend;

/** Is told of the end of a transfer that a backend has taken whole; see {@link Backend#begin}. */
@FunctionalInterface
public interface Ending {
    /**
     * The transfer is over, and its owner's again: {@link Transfer#takeBack} tells how it went. Called by a thread of
     * the backend that has other transfers to see to, or by the one that has {@linkplain Backend#cancel cancelled} it:
     * it must not wait.
     */
    void over();
}
