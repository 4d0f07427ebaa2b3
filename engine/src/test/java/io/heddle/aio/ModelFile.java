package io.heddle.aio;

/** A file and its state in the model. */
final class ModelFile {
    final AioFile real;
    final ModelProcess owner;
    boolean closed;

    /** POSIX: the error of the first flush that has failed, which all later flushes return, too. */
    Errno flushFailure = Errno.OK;

    ModelFile(AioFile real, ModelProcess owner) {
        this.real = real;
        this.owner = owner;
    }

    boolean isReadable() {
        return real.isReadable();
    }

    boolean isWritable() {
        return real.isWritable();
    }

    boolean isAppending() {
        return real.isAppending();
    }

    @Override
    public String toString() {
        return (real == null ? "nowhere" : "fd" + real.descriptor()) + (closed ? "(closed)" : "");
    }
}
