package io.heddle.aio;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A completion queue, and a process whose requests post to it. */
abstract class CompletionQueueFixture extends AioTest {
    final CompletionQueue queue = new CompletionQueue(ticker);
    AioProcess process;
    AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open();
        file = newFile(process);
    }

    /** Submits a write whose event carries its offset. */
    ControlBlock writeTo(AioFile target, long offset) throws AioException {
        ControlBlock block = block(target, offset).sigevent(Sigevent.kevent(queue, "udata " + offset));
        target.process().write(block);
        return block;
    }

    ControlBlock write(long offset) throws AioException {
        return writeTo(file, offset);
    }

    static Kevent[] events(int count) {
        return Stream.generate(Kevent::new).limit(count).toArray(Kevent[]::new);
    }

    Call<Integer> await(int size, int min) {
        return call(() -> queue.await(events(size), min));
    }

    int takeNow(Kevent[] events) throws Exception {
        return queue.await(events, 0);
    }
}
