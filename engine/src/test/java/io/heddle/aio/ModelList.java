package io.heddle.aio;

/** A list call of the model. */
final class ModelList {
    final ListMode mode;
    final Sigevent sigevent;

    /** The result of the call itself, apart from those of its requests. */
    Errno verdict = Errno.OK;

    /** Requests accepted and not yet done. */
    int pending;

    int accepted;
    int unreaped;
    boolean someFailed;

    ModelList(ListMode mode, Sigevent sigevent) {
        this.mode = mode;
        this.sigevent = sigevent;
    }

    void expect() {
        accepted++;
        pending++;
        unreaped++;
    }

    /** Notes the end of a request; returns whether it was the last one. */
    boolean arrive(Errno error) {
        someFailed |= error != Errno.OK;
        pending--;
        return pending == 0;
    }

    /** EIO outweighs EAGAIN. */
    void refused(Errno error) {
        if (verdict != Errno.EIO) {
            verdict = error == Errno.EAGAIN ? Errno.EAGAIN : Errno.EIO;
        }
    }
}
