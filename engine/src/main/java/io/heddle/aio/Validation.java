package io.heddle.aio;

import io.heddle.backend.Operation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a request must look like to be accepted: the kernel's {@code aio_validate}, in its order. */
final class Validation {
    private Validation() {}

    /**
     * Checks the arguments of a submission.
     *
     * @return the file
     * @throws AioException EINVAL or EBADF, with the argument, its value and the rule
     */
    static AioFile check(
            AioProcess process,
            Operation operation,
            @Nullable AioFile file,
            @Nullable ByteBuffer buffer,
            long offset,
            Sigevent sigevent)
            throws AioException {
        boolean transfers = operation == Operation.READ || operation == Operation.WRITE;
        if (transfers && process.rules().checksBuffer()) {
            checkBuffer(operation, buffer);
        }
        if (transfers && offset < 0) {
            throw new AioException(Errno.EINVAL, "offset is " + offset + ", it must be 0 or more");
        }
        checkSigevent(process, sigevent);
        return checkFile(process, operation, file);
    }

    private static void checkBuffer(Operation operation, @Nullable ByteBuffer buffer) throws AioException {
        if (buffer == null) {
            throw new AioException(Errno.EINVAL, "buffer is null, a " + operation + " needs one");
        }
        if (operation == Operation.READ && buffer.isReadOnly()) {
            throw new AioException(Errno.EINVAL, "buffer is read-only, a READ needs a writable one");
        }
    }

    static void checkSigevent(AioProcess process, Sigevent sigevent) throws AioException {
        if (sigevent.kind() == Sigevent.Kind.SIGNAL) {
            checkSignal(process, sigevent.signal());
        }
        if (sigevent.kind() == Sigevent.Kind.THREAD && !process.rules().offersThreadNotification()) {
            throw new AioException(Errno.EINVAL, process.dialect() + " does not notify by a thread");
        }
    }

    static void checkSignal(AioProcess process, int signal) throws AioException {
        if (!process.rules().allowsSignal(signal)) {
            throw new AioException(
                    Errno.EINVAL,
                    "signal is " + signal + ", it must be " + process.rules().signalRange());
        }
    }

    private static AioFile checkFile(AioProcess process, Operation operation, @Nullable AioFile file)
            throws AioException {
        if (file == null) {
            throw new AioException(Errno.EBADF, "file is null, a " + operation + " needs one");
        }
        if (file.process() != process) {
            throw new AioException(
                    Errno.EBADF, file + " belongs to " + file.process() + ", it cannot be used through " + process);
        }
        boolean allowed = switch (operation) {
            case READ -> file.isReadable();
            case WRITE -> file.isWritable();
            case SYNC, DSYNC -> file.isWritable() || !process.rules().syncNeedsWriteAccess();
            case NOP, MLOCK -> true;
        };
        if (!allowed) {
            String access = operation == Operation.READ ? "reading" : "writing";
            throw new AioException(Errno.EBADF, file + " is not open for " + access);
        }
        return file;
    }
}
