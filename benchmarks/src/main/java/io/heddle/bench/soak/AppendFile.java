package io.heddle.bench.soak;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.bench.data.BlockPattern;
import io.heddle.bench.data.Mismatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * A file that is open for appending, and its users. All records have the same size, so that the file can be read
 * afterwards: each record that was written must be there once, no cancelled record may be there, and in the dialect
 * POSIX the order is that of submission.
 */
final class AppendFile {
    private static final int LEAST_BYTES = BlockPattern.HEADER_BYTES;
    private static final int MOST_BYTES = 1 << 12;
    private static final int WINDOW = 8;
    private static final int OWNER_SHIFT = 32;

    private final Tenant tenant;
    private final Path path;
    private final AioFile file;
    private final int recordBytes;
    private final List<Appender> appenders = new ArrayList<>();

    AppendFile(Tenant tenant, Path path, long seed) throws IOException {
        this.tenant = tenant;
        this.path = Files.createFile(path);
        file = tenant.tally.faults.open(
                tenant.process, tenant.plan, path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        Random random = new Random(seed);
        recordBytes = LEAST_BYTES + random.nextInt(MOST_BYTES);
        for (int number = 0; number < tenant.plan.appenders(); number++) {
            appenders.add(new Appender(number, random.nextLong()));
        }
    }

    List<Appender> appenders() {
        return appenders;
    }

    /** One user, with a window of records in flight. */
    final class Appender implements Actor {
        private final int number;
        private final Random random;
        private final BitSet written = new BitSet();
        private final BitSet perhaps = new BitSet();
        private int next;
        private boolean over;

        private record Sent(ControlBlock block, int record) {}

        Appender(int number, long seed) {
            this.number = number;
            random = new Random(seed);
        }

        /** Cancels a request. XNU does not know a block whose request an exit or exec has reaped. */
        private static void cancel(AioProcess process, ControlBlock block) throws AioException {
            try {
                process.cancel(block);
            } catch (AioException reaped) {
                User.expect(reaped, Errno.EBADF);
            }
        }

        @Override
        public void run(Gate gate) throws Exception {
            AioProcess process = tenant.process;
            BlockPattern pattern = new BlockPattern();
            ArrayDeque<Sent> sent = new ArrayDeque<>();
            while (gate.isOpen() && !over) {
                if (sent.size() == WINDOW) {
                    settle(process, sent.remove());
                }
                ByteBuffer bytes = Piece.buffer(recordBytes, 1, random.nextBoolean());
                pattern.fill(bytes, place(next), 1, number);
                ControlBlock block = new ControlBlock(file, bytes, 0);
                if (random.nextInt(4) == 0 && process.dialect() != Dialect.XNU) {
                    int half = recordBytes / 2;
                    block.buffers(bytes.slice(0, half), bytes.slice(half, recordBytes - half));
                }
                try {
                    process.write(block);
                    tenant.tally.requests.increment();
                    sent.add(new Sent(block, next++));
                } catch (AioException refused) {
                    User.expect(refused, Errno.EAGAIN, Errno.ESRCH, Errno.EBADF);
                    tenant.tally.refused.increment();
                    over = refused.errno() != Errno.EAGAIN || !process.isOpen(); // an exit first closes the file
                    if (!sent.isEmpty()) {
                        settle(process, sent.remove());
                    }
                }
                if (random.nextInt(20) == 0 && !sent.isEmpty()) {
                    cancel(process, sent.getLast().block);
                }
            }
            while (!sent.isEmpty()) {
                settle(process, sent.remove());
            }
        }

        private void settle(AioProcess process, Sent one) throws AioException, InterruptedException {
            Piece.awaitDone(process, one.block);
            Errno error = Piece.outcome(process, one.block);
            long result = -1;
            try {
                result = process.reap(one.block);
            } catch (AioException failed) {
                error = failed.errno();
            }
            if (error == Errno.ECANCELED) {
                tenant.tally.cancelled.increment();
            } else if (error == Errno.EINVAL) {
                perhaps.set(one.record); // reaped by the exit
            } else if (error != Errno.OK || result != recordBytes) {
                tenant.tally.fail(
                        process + ": an append of " + recordBytes + " bytes has written " + result + ", " + error);
            } else {
                written.set(one.record);
                tenant.tally.bytes.add(result);
            }
        }

        private long place(int record) {
            return (long) number << OWNER_SHIFT | record;
        }
    }

    // ---- check

    void check() throws IOException {
        if (appenders.isEmpty()) {
            return;
        }
        List<BitSet> found = new ArrayList<>();
        appenders.forEach(_ -> found.add(new BitSet()));
        BlockPattern pattern = new BlockPattern();
        ByteBuffer bytes = ByteBuffer.allocate(recordBytes);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() % recordBytes != 0) {
                wrong(channel.size() + " bytes are no multiple of " + recordBytes);
            }
            while (channel.read(bytes.clear()) == recordBytes) {
                long place = BlockPattern.storedOffset(bytes);
                Mismatch mismatch = pattern.check(bytes, place, 1);
                int number = (int) (place >>> OWNER_SHIFT);
                if (mismatch != null || number >= appenders.size()) {
                    wrong("a record is " + mismatch);
                    return;
                }
                add(found.get(number), (int) place);
            }
        }
        for (Appender appender : appenders) {
            tenant.tally.verified.add(appender.written.cardinality());
            BitSet surplus = found.get(appender.number);
            BitSet missing = (BitSet) appender.written.clone();
            missing.andNot(surplus);
            surplus.andNot(appender.written);
            surplus.andNot(appender.perhaps);
            if (!missing.isEmpty() || !surplus.isEmpty()) {
                wrong("records missing: " + missing + ", records that were cancelled: " + surplus);
            }
        }
    }

    private void add(BitSet records, int record) {
        if (records.get(record)) {
            wrong("record " + record + " is there twice");
        } else if (tenant.process.dialect() == Dialect.POSIX && records.length() > record) {
            wrong("record " + record + " comes after record " + (records.length() - 1));
        }
        records.set(record);
    }

    private void wrong(String what) {
        tenant.tally.fail(tenant.process + ", appended file: " + what);
    }
}
