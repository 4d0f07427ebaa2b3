package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One submitter of {@link CompletionStressTest}: some requests, each with a place of its own in a file. */
final class StressSlots {
    private static final int SLOTS = 8;
    private static final int STEPS = 40;
    private static final long PATIENCE_SECONDS = 60;
    private static final List<Kind> KINDS = List.of(Kind.values());

    private final Random random;
    private final AioFile file;
    private final CompletionContext context;
    private final Slot[] slots = new Slot[SLOTS];
    private final Semaphore ended = new Semaphore(0);
    private long writes;
    private int refusals;

    private enum Kind {
        WRITE,
        READ,
        FLUSH
    }

    /**
     * One request, and the expected content of its bytes. Owned by the submitter while prepared; the thread that ends
     * it then counts it.
     */
    private final class Slot {
        final IoRequest request = new IoRequest();
        final ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        final long offset;
        final AtomicInteger ends = new AtomicInteger();
        volatile Kind kind = Kind.FLUSH;
        volatile long written;
        volatile long writing;
        int submissions;

        Slot(long offset) {
            this.offset = offset;
        }

        void prepare() throws ContextException {
            kind = KINDS.get(random.nextInt(KINDS.size()));
            buffer.clear();
            switch (kind) {
                case WRITE -> {
                    writing = ++writes;
                    buffer.putLong(0, writing);
                    request.prepareWrite(file, offset, buffer, this);
                }
                case READ -> request.prepareRead(file, offset, buffer, this);
                case FLUSH -> request.prepareFlush(file, this);
            }
        }

        void succeeded() throws ContextException {
            long moved = request.result();
            switch (kind) {
                case WRITE -> {
                    assertThat(moved).isEqualTo(Long.BYTES);
                    written = writing;
                }
                case READ ->
                    assertThat(moved == Long.BYTES ? buffer.getLong(0) : 0).isEqualTo(written);
                case FLUSH -> assertThat(moved).isZero();
            }
        }

        void end() {
            ends.incrementAndGet();
            ended.release(); // from here on the submitter owns it again
        }
    }

    StressSlots(int number, long seed, AioFile file, CompletionContext context) {
        this.file = file;
        this.context = context;
        random = new Random(seed);
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot(((long) number * SLOTS + i) * Long.BYTES);
        }
    }

    // ---- the submitter

    void run() throws Exception {
        for (int step = 0; step < STEPS; step++) {
            int count = 1 + random.nextInt(SLOTS);
            IoRequest[] batch = new IoRequest[count];
            for (int i = 0; i < count; i++) {
                slots[i].prepare();
                batch[i] = slots[i].request;
            }
            int submitted = submit(batch);
            if (!ended.tryAcquire(submitted, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("only " + ended.availablePermits() + " of " + submitted + " have ended");
            }
        }
    }

    private int submit(IoRequest[] batch) throws ContextException {
        int submitted = batch.length;
        try {
            context.submit(batch);
        } catch (ContextException refused) {
            if (refused.status() != ContextStatus.INSUFFICIENT_RESOURCES) {
                throw refused;
            }
            refusals++;
            submitted = 0;
            while (batch[submitted].state() != IoRequest.State.PREPARED) {
                submitted++;
            }
        }
        for (int i = 0; i < submitted; i++) {
            slots[i].submissions++;
        }
        return submitted;
    }

    // ---- the other threads

    static void handedOut(IoRequest request) throws ContextException {
        Slot slot = (Slot) request.user();
        assertThat(slot.request).isSameAs(request);
        slot.succeeded();
        slot.end();
    }

    boolean cancelOne(Random chance) {
        Slot slot = slots[chance.nextInt(SLOTS)];
        ContextStatus answer = slot.request.cancel();
        assertThat(answer)
                .isIn(
                        ContextStatus.SUCCESS,
                        ContextStatus.IN_PROGRESS,
                        ContextStatus.COMPLETED,
                        ContextStatus.NOT_SUBMITTED);
        if (answer == ContextStatus.SUCCESS) {
            assertThat(slot.request.status()).isEqualTo(ContextStatus.CANCELED);
            slot.end();
        }
        return answer == ContextStatus.SUCCESS;
    }

    // ---- afterwards

    int refusals() {
        return refusals;
    }

    void check(long seed) throws IOException {
        for (Slot slot : slots) {
            assertThat(slot.ends.get()).as("ends, seed %d", seed).isEqualTo(slot.submissions);
            ByteBuffer found = ByteBuffer.allocate(Long.BYTES);
            int moved = file.read(found, slot.offset);
            assertThat(moved == Long.BYTES ? found.getLong(0) : 0)
                    .as("bytes at %d, seed %d", slot.offset, seed)
                    .isEqualTo(slot.written);
            slot.request.close();
        }
    }
}
