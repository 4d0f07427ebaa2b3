package io.heddle.backend;

/** Receives the completion of a transfer that a backend does asynchronously; see {@link Backend#begin}. */
@FunctionalInterface
public interface Ending {
    /**
     * Notifies the owner that the transfer has completed and is the owner's again: {@link Transfer#takeBack} returns
     * its outcome. Called by a thread of the backend that has other transfers to handle, or by the thread that has
     * {@linkplain Backend#cancel cancelled} this one: it must not wait.
     */
    void over();
}
