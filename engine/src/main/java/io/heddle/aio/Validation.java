package io.heddle.aio;

import io.heddle.backend.Lifetime;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.PageLock;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Validates the arguments of a request: the kernel's {@code aio_validate}, in its order. */
final class Validation {
    private Validation() {}

    /**
     * Checks the arguments of a submission.
     *
     * @return the file
     * @throws AioException EINVAL or EBADF, with the argument, its value and the rule; the file's alignment is checked
     *     last
     */
    static AioFile check(
            AioProcess process,
            Operation operation,
            @Nullable AioFile file,
            Memory memory,
            long offset,
            int priority,
            Sigevent sigevent)
            throws AioException {
        checkMemory(process, operation, memory);
        boolean offsetLast = process.rules().checksOffsetLast();
        if (operation.isTransfer() && !offsetLast) {
            checkOffset(offset);
        }
        if (priority < 0 || priority > ControlBlock.PRIORITY_MAX) {
            throw new AioException(
                    Errno.EINVAL, "priority is " + priority + ", it must be 0 to " + ControlBlock.PRIORITY_MAX);
        }
        checkSigevent(process, sigevent);
        AioFile checked = checkFile(process, operation, file);
        if (operation.isTransfer() && offsetLast) {
            checkOffset(offset);
        }
        if (checked.alignment() != Alignment.NONE
                && operation.isTransfer()
                && process.rules().checksAlignment()) {
            Alignment.check(checked, operation, memory, offset);
        }
        return checked;
    }

    private static void checkOffset(long offset) throws AioException {
        if (offset < 0) {
            throw new AioException(Errno.EINVAL, "offset is " + offset + ", it must be 0 or more");
        }
    }

    /** Refuses an operation that the dialect does not have. */
    static void checkOffered(AioProcess process, Operation operation) throws AioException {
        if (!process.rules().offers(operation)) {
            Errno error = operation.isSync() ? Errno.EINVAL : Errno.ENOTSUP;
            throw new AioException(error, process.dialect() + " does not offer " + operation);
        }
    }

    // ---- memory

    private static void checkMemory(AioProcess process, Operation operation, Memory memory) throws AioException {
        boolean contents = process.rules().checksBuffer();
        if (operation.isVectored()) {
            checkVector(operation, memory.buffers(), process.rules());
        } else if (operation.isTransfer() && contents) {
            checkBuffer(operation, "buffer", memory.buffer());
        } else if (operation == Operation.MLOCK && contents) {
            String refusal = PageLock.refusal(memory);
            if (refusal != null) {
                throw new AioException(Errno.EINVAL, refusal);
            }
        }
    }

    /** Checks a vector. Every system copies the vector itself in, so its length is checked at submission. */
    private static void checkVector(Operation operation, ByteBuffer @Nullable [] vector, Rules rules)
            throws AioException {
        if (vector == null) {
            throw new AioException(Errno.EINVAL, "buffers is not set, a " + operation + " needs a vector");
        }
        int least = rules.leastBuffers();
        if (vector.length < least || vector.length > Memory.MAX_BUFFERS) {
            throw new AioException(
                    Errno.EINVAL,
                    "buffers has " + vector.length + " elements, it must have " + least + " to " + Memory.MAX_BUFFERS
                            + " (UIO_MAXIOV)");
        }
        for (int i = 0; rules.checksBuffer() && i < vector.length; i++) {
            if (vector[i] == null
                    || (operation.isRead() && vector[i].isReadOnly())
                    || Lifetime.mayEnd(vector[i])) { // otherwise its name is not needed
                checkBuffer(operation, "buffers[" + i + "]", vector[i]);
            }
        }
    }

    private static void checkBuffer(Operation operation, String name, @Nullable ByteBuffer buffer) throws AioException {
        if (buffer == null) {
            throw new AioException(Errno.EINVAL, name + " is null, a " + operation + " needs one");
        }
        if (operation.isRead() && buffer.isReadOnly()) {
            throw new AioException(Errno.EINVAL, name + " is read-only, a " + operation + " needs a writable one");
        }
        String rule = Lifetime.refusal(buffer);
        if (rule != null) {
            throw new AioException(Errno.EINVAL, name + " cannot be used by the thread that moves its bytes: " + rule);
        }
    }

    // ---- notification and file

    static void checkSigevent(AioProcess process, Sigevent sigevent) throws AioException {
        if (sigevent.kind() == Sigevent.Kind.SIGNAL) {
            checkSignal(process, sigevent.signal());
        }
        if (sigevent.kind() == Sigevent.Kind.THREAD && !process.rules().offersThreadNotification()) {
            throw new AioException(Errno.EINVAL, process.dialect() + " does not notify by a thread");
        }
        if (sigevent.kind() == Sigevent.Kind.KEVENT) {
            checkEventFlags(process, sigevent, sigevent.queue().isKeeping());
        }
    }

    static void checkEventFlags(AioProcess process, Sigevent sigevent, boolean canBeEnabled) throws AioException {
        int flags = sigevent.flags();
        String rule = flags == 0 ? null : process.rules().eventFlagRule(flags, canBeEnabled);
        if (rule != null) {
            throw new AioException(
                    Errno.EINVAL, "the flags of the kevent are " + Kevent.Flag.names(flags) + ", but " + rule);
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
        if (file.requests().isClosed()) { // checked again under the file's lock
            throw new AioException(Errno.EBADF, file + " is closed");
        }
        boolean allowed = switch (operation) {
            case READ, READV -> file.isReadable();
            case WRITE, WRITEV -> file.isWritable();
            case SYNC, DSYNC -> file.isWritable() || !process.rules().syncNeedsWriteAccess();
            case NOP, MLOCK -> true;
        };
        if (!allowed) {
            String access = operation.isRead() ? "reading" : "writing";
            throw new AioException(Errno.EBADF, file + " is not open for " + access);
        }
        return file;
    }
}
