package io.heddle.aio;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/** A block that contains its number, how often it was written, and a check that it is complete. */
record DurabilityBlock(int number, long sequence) {
    static final int BYTES = 4_096;

    private static final int MAGIC = 0x4865_6464;
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

    /** Fills a buffer from its beginning to its limit. */
    void encode(ByteBuffer bytes) {
        bytes.clear().putInt(MAGIC).putInt(number).putLong(sequence);
        Random content = new Random(number * 1_000_003L + sequence); // no two writes are alike
        while (bytes.position() < CHECKSUM_AT) {
            bytes.putInt(content.nextInt());
        }
        bytes.putInt(checksum(bytes)).flip();
    }

    /** Decodes what was encoded; returns {@code null} if the block was never written. */
    static DurabilityBlock decode(ByteBuffer bytes) {
        if (isBlank(bytes)) {
            return null;
        }
        if (bytes.getInt(0) != MAGIC || bytes.getInt(CHECKSUM_AT) != checksum(bytes)) {
            throw new AssertionError("the block is not whole: number " + bytes.getInt(Integer.BYTES) + ", sequence "
                    + bytes.getLong(Long.BYTES));
        }
        return new DurabilityBlock(bytes.getInt(Integer.BYTES), bytes.getLong(Long.BYTES));
    }

    private static boolean isBlank(ByteBuffer bytes) {
        return bytes.duplicate().clear().mismatch(ByteBuffer.allocate(BYTES)) < 0;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes.duplicate().clear().limit(CHECKSUM_AT));
        return (int) sum.getValue();
    }
}
