package io.heddle.bench.jmh;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * The processor time of this JVM. On Linux it is read by {@code clock_gettime}, to the nanosecond: the JDK's own figure
 * counts in ticks of 10 ms, which is a tenth of a short iteration.
 */
public final class ProcessClock {
    private static final int PROCESS_CPU_TIME = 2; // CLOCK_PROCESS_CPUTIME_ID of Linux
    private static final long NANOS = 1_000_000_000;

    private final Optional<MethodHandle> getTime;
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Chooses how the time is read. */
    public ProcessClock() {
        getTime = System.getProperty("os.name").equals("Linux") ? find() : Optional.empty();
    }

    @SuppressWarnings("restricted") // the launcher and the forks grant native access
    private static Optional<MethodHandle> find() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("clock_gettime")
                .map(function -> linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)));
    }

    /**
     * Returns the processor time used so far, by all threads.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return getTime.map(ProcessClock::call).orElseGet(system::getProcessCpuTime);
    }

    private static long call(MethodHandle getTime) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            int refused = (int) getTime.invokeExact(PROCESS_CPU_TIME, time);
            if (refused != 0) {
                throw new IllegalStateException("clock_gettime is refused");
            }
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible); // the handle throws no checked exception
        }
    }
}
