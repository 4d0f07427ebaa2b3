package io.heddle.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * System calls on files in memory, which really move bytes, and fail by a {@link FaultPlan}. The page cache is empty
 * unless the plan says otherwise.
 */
@SuppressWarnings("restricted") // a kernel reads and writes where it is told
final class FaultyCalls extends FileCalls {
    private static final int FIRST_DESCRIPTOR = 0x4000_0000; // no real one
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Map<String, Integer> NUMBERS = Map.of(
            "EPERM", Libc.EPERM,
            "EINTR", Libc.EINTR,
            "EIO", Libc.EIO,
            "EAGAIN", Libc.EAGAIN,
            "EFAULT", Libc.EFAULT,
            "ENOSPC", 28,
            "EOPNOTSUPP", Libc.EOPNOTSUPP);

    private final FaultPlan plan;
    private final FaultyMemory mapped;
    private final Map<Integer, FaultyChannel> files = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();

    FaultyCalls(FaultPlan plan, Scratches scratches) {
        super(scratches);
        this.plan = plan;
        mapped = new FaultyMemory(plan, "mmap");
    }

    /** Returns the faults of calls, including short results and a page-cache probe that finds something. */
    static List<Fault> faults() {
        List<Fault> all = new ArrayList<>();
        for (String site : List.of("pread", "pwrite", "write", "writev", "fsync", "statx")) {
            all.add(Fault.seen(site, "EIO"));
            all.add(Fault.seen(site, "OutOfMemoryError"));
        }
        for (String site : List.of("pread", "pwrite", "write", "writev", "fsync")) {
            all.add(Fault.hidden(site, "EINTR"));
            all.add(Fault.hidden(site, "EINTR").times(5));
        }
        for (String site : List.of("pread", "pwrite", "write", "writev")) {
            all.add(Fault.hidden(site, "short"));
            all.add(Fault.hidden(site, "short").times(3));
            all.add(Fault.seen(site, "EFAULT"));
            all.add(Fault.seen(site, "StackOverflowError"));
        }
        for (String site : List.of("pwrite", "write", "writev", "fsync")) {
            all.add(Fault.seen(site, "ENOSPC"));
        }
        all.add(Fault.hidden("pwrite", "nothing"));
        all.add(Fault.hidden("write", "nothing"));
        for (String found : List.of("all", "part")) {
            all.add(Fault.hidden("look", found));
            all.add(Fault.hidden("look", found).times(100));
        }
        for (String none : List.of("EIO", "EPERM", "EOPNOTSUPP", "late")) {
            all.add(Fault.hidden("look", none));
        }
        all.add(Fault.hidden("look", "late").times(10));
        all.add(Fault.seen("look", "OutOfMemoryError"));
        all.add(Fault.seen("mmap", "OutOfMemoryError"));
        return all;
    }

    /** Opens a file: it has a descriptor and nothing else. */
    NativeFile open(FaultyChannel content) {
        return new NativeFile(descriptor(content), 0, null, this);
    }

    /** Gives a channel a descriptor in addition. */
    NativeFile beside(FaultyChannel content) {
        return new NativeFile(descriptor(content), 0, content, this);
    }

    private int descriptor(FaultyChannel content) {
        int number = FIRST_DESCRIPTOR + opened.getAndIncrement();
        files.put(number, content);
        return number;
    }

    /** Returns the file of a descriptor, {@code null} if it is closed. */
    @Nullable
    FaultyChannel file(int fd) {
        return files.get(fd);
    }

    /** Returns the mapped memory. */
    FaultyMemory mapped() {
        return mapped;
    }

    /** Returns the number of open descriptors. */
    int open() {
        return files.size();
    }

    // ---- calls

    @Override
    long move(long number, int fd, long address, long length, long offset, MemorySegment capture) {
        return transfer(number, fd, memory(address, length), offset);
    }

    @Override
    long holding(long number, int fd, MemorySegment memory, long offset, MemorySegment capture) {
        return transfer(number, fd, memory.asByteBuffer(), offset);
    }

    private long transfer(long number, int fd, ByteBuffer memory, long offset) {
        boolean reads = number == Libc.SYS_PREAD64;
        boolean appends = number == Libc.SYS_WRITE;
        int answer = answer(reads ? "pread" : appends ? "write" : "pwrite", fd, memory);
        if (answer < 0) {
            return answer;
        }
        FaultyChannel file = of(fd);
        return reads ? file.get(memory, offset) : file.put(memory, appends ? -1 : offset);
    }

    @Override
    long append(int fd, MemorySegment vector, int count) {
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < count; i++) {
            all.put(memory(vector.get(JAVA_LONG, 16L * i), vector.get(JAVA_LONG, 16L * i + 8)));
        }
        int answer = answer("writev", fd, all.flip());
        return answer < 0 ? answer : of(fd).put(all, -1);
    }

    @Override
    int readCached(int fd, long vector, long offset, MemorySegment capture) {
        MemorySegment piece = MemorySegment.ofAddress(vector).reinterpret(16);
        ByteBuffer memory = memory(piece.get(JAVA_LONG, 0), piece.get(JAVA_LONG, 8));
        String found = plan.next("look");
        if (found == null) {
            return -Libc.EAGAIN;
        }
        FaultPlan.throwIfUnchecked(found);
        switch (found) {
            case "all" -> {
                return of(fd).get(memory, offset);
            }
            case "part" -> {
                return of(fd).get(memory.limit(Math.max(1, memory.limit() / 2)), offset);
            }
            case "late" -> LockSupport.parkNanos(HELD_UP_NANOS);
            default -> {
                return -number(found);
            }
        }
        return -Libc.EAGAIN;
    }

    @Override
    int sync(int fd, boolean metadata, MemorySegment capture) {
        int answer = answer("fsync", fd, null);
        if (answer == 0) {
            of(fd).forced();
        }
        return answer;
    }

    @Override
    long size(int fd) {
        int answer = answer("statx", fd, null);
        return answer < 0 ? answer : of(fd).size();
    }

    @Override
    int close(int fd) {
        if (files.remove(fd) == null) {
            throw new AssertionError("closed, and not open: " + fd);
        }
        return 0;
    }

    @Override
    MemorySegment allocate(long bytes) {
        try {
            return mapped.allocate(bytes);
        } catch (OutOfMemoryError exhausted) {
            return MemorySegment.NULL;
        }
    }

    @Override
    void unmap(MemorySegment memory) {
        mapped.free(memory);
    }

    // ---- faults

    private FaultyChannel of(int fd) {
        FaultyChannel file = files.get(fd);
        if (file == null) {
            throw new AssertionError("used, and not open: " + fd);
        }
        return file;
    }

    /** Returns the negative errno or 0; limits the memory to what is to be moved. */
    private int answer(String site, int fd, @Nullable ByteBuffer memory) {
        FaultyChannel _ = of(fd);
        String fault = plan.next(site);
        if (fault == null) {
            return 0;
        }
        FaultPlan.throwIfUnchecked(fault);
        switch (fault) {
            case "short" -> {
                ByteBuffer _ = memory.limit(Math.max(1, memory.limit() / 2));
            }
            case "nothing" -> {
                ByteBuffer _ = memory.limit(0);
            }
            default -> {
                return -number(fault);
            }
        }
        return 0;
    }

    private static int number(String fault) {
        Integer number = NUMBERS.get(fault);
        if (number == null) {
            throw new AssertionError("no fault of a call: " + fault);
        }
        return number;
    }

    private static ByteBuffer memory(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length).asByteBuffer();
    }
}
