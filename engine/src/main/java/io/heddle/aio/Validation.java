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
        if (!operation.isSync()) {
            checkBytes(operation, buffer, offset);
        }
        checkSigevent(process, sigevent);
        return checkFile(process, operation, file);
    }

    private static void checkBytes(Operation operation, @Nullable ByteBuffer buffer, long offset) throws AioException {
        if (buffer == null) {
            throw new AioException(Errno.EINVAL, "buffer is null, a " + operation + " needs one");
        }
        if (operation == Operation.READ && buffer.isReadOnly()) {
            throw new AioException(Errno.EINVAL, "buffer is read-only, a READ needs a writable one");
        }
        if (offset < 0) {
            throw new AioException(Errno.EINVAL, "offset is " + offset + ", it must be 0 or more");
        }
    }

    static void checkSigevent(AioProcess process, Sigevent sigevent) throws AioException {
        if (sigevent.kind() == Sigevent.Kind.SIGNAL && !process.dialect().allowsSignal(sigevent.signal())) {
            throw new AioException(
                    Errno.EINVAL,
                    "signal is " + sigevent.signal() + ", it must be 1 to 31, but not 9 (SIGKILL) or 17 (SIGSTOP)");
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
            case SYNC, DSYNC -> file.isWritable() || !process.dialect().syncNeedsWriteAccess();
        };
        if (!allowed) {
            String access = operation == Operation.READ ? "reading" : "writing";
            throw new AioException(Errno.EBADF, file + " is not open for " + access);
        }
        return file;
    }
}
