package io.heddle.aio;

import io.heddle.backend.Operation;

/** The operation that {@code aio_lio_opcode} requests. */
final class ModelOpcode {
    private ModelOpcode() {}

    static Operation operation(ModelBlock block) {
        return switch (block.opcode) {
            case READ -> Operation.READ;
            case WRITE -> Operation.WRITE;
            case NOP -> Operation.NOP;
            case READV, WRITEV, SYNC, MLOCK -> throw new IllegalStateException("the model makes no " + block.opcode);
        };
    }
}
