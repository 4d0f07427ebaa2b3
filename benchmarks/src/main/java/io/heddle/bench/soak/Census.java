package io.heddle.bench.soak;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import com.sun.management.UnixOperatingSystemMXBean;
import io.heddle.aio.AioSystem;
import io.heddle.aio.Dialect;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.management.VirtualThreadSchedulerMXBean;

/** Counts the resources of this JVM. */
final class Census {
    private static final int COLLECTIONS = 12;
    private static final int SETTLED = 2;
    private static final long PAUSE_MILLIS = 30;
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final double KIBI = 1_024;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** The categories of native memory that a program requests, including what the JVM allocates on its behalf. */
    private static final Pattern NATIVE =
            Pattern.compile("-\\s+(?:Other|Internal|Synchronization|Module) \\(reserved=\\d+KB, committed=(\\d+)KB");

    private static final Pattern THREAD = Pattern.compile("#\\d+ \"(.*)\" (virtual )?.*");
    private static final List<String> OF_SCHEDULER = List.of("ForkJoinPool-", "VirtualThread-");
    private static final List<String> HANDS =
            List.of("heddle-crew-", "heddle-uring-", "heddle-backend-probe", "heddle-alarm");

    private final Path folder;
    private final int parallelism = parallelism();

    /** Makes a census with a folder for thread dumps, which are removed. */
    Census(Path folder) {
        this.folder = folder;
    }

    /** The threads of a dump. Hands are those of the engine's crew and ring. */
    private record Threads(List<String> platform, List<String> virtual, List<String> hands) {
        boolean isAtRest(double usualPlatform, double usualVirtual) {
            return hands.isEmpty() && platform.size() <= usualPlatform && virtual.size() <= usualVirtual;
        }
    }

    /**
     * Waits until idle threads have ended and garbage is collected, then counts.
     *
     * @param before the checkpoints so far; at the first there are none, and the usual number of threads is unknown
     */
    Figures take(double seconds, int rounds, long requests, List<Figures> before, Duration patience)
            throws IOException, InterruptedException {
        double usualPlatform =
                before.isEmpty() ? Double.MAX_VALUE : before.getLast().threads();
        double usualVirtual = before.isEmpty() ? 0 : before.getLast().virtualThreads();
        long start = System.nanoTime();
        Threads threads = threads();
        while (!(threads.isAtRest(usualPlatform, usualVirtual) && parallelism() == parallelism)
                && System.nanoTime() - start < patience.toNanos()
                && !(before.isEmpty() && threads.hands.isEmpty() && parallelism() == parallelism)) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            threads = threads();
        }
        double heap = liveBytes();
        trimNativeHeap();
        AioSystem system = AioSystem.of(Dialect.POSIX);
        return new Figures(
                seconds,
                rounds,
                requests,
                heap,
                nativeBytes(),
                resident(),
                descriptors(),
                threads.platform.size(),
                threads.virtual.size(),
                threads.hands.size(),
                (double) (system.tunable("heddle.aio.num_ring_in_flight").get()
                        + system.tunable("heddle.aio.num_ring_transfers").get()),
                (double) system.tunable("heddle.aio.num_carriers_held").get(),
                parallelism() - parallelism);
    }

    // ---- carriers

    private static int parallelism() {
        return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                .getParallelism();
    }

    // ---- threads

    private Threads threads() throws IOException {
        Path dump = folder.resolve("threads.txt");
        dump(dump);
        List<String> lines = Files.readAllLines(dump);
        Files.delete(dump);
        return new Threads(
                named(lines, false)
                        .filter(name -> !begins(name, OF_SCHEDULER) && !begins(name, HANDS))
                        .toList(),
                named(lines, true).toList(),
                named(lines, false).filter(name -> begins(name, HANDS)).toList());
    }

    /** Writes all threads, including virtual ones, with their stacks. */
    static void dump(Path file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
    }

    private static Stream<String> named(List<String> lines, boolean virtual) {
        return lines.stream()
                .map(THREAD::matcher)
                .filter(Matcher::matches)
                .filter(line -> virtual == (line.group(2) != null))
                .map(line -> line.group(1));
    }

    private static boolean begins(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    /** Returns the names of all threads except those of the JVM's scheduler. */
    List<String> threadNames() throws IOException {
        Threads now = threads();
        return Stream.of(now.platform, now.virtual, now.hands)
                .flatMap(List::stream)
                .sorted()
                .toList();
    }

    // ---- memory

    /** Collects garbage until several collections in a row have freed nothing. */
    private static double liveBytes() throws InterruptedException {
        long least = Long.MAX_VALUE;
        int fruitless = 0;
        for (int turn = 0; turn < COLLECTIONS && fruitless < SETTLED; turn++) {
            System.gc();
            Thread.sleep(PAUSE_MILLIS); // cleaners run on a separate thread
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            fruitless = used < least ? 0 : fruitless + 1;
            least = Math.min(least, used);
        }
        return (double) least;
    }

    /**
     * Makes the C library return freed memory to the system. Otherwise the resident set shows the round with the
     * greatest peak, by hundreds of megabytes, and not what is left.
     *
     * @return whether the command is available
     */
    static boolean trimNativeHeap() {
        try {
            diagnose("systemTrimNativeHeap");
            return true;
        } catch (JMException | RuntimeException notOffered) { // C libraries other than glibc
            return false;
        }
    }

    /** Returns the sum by Native Memory Tracking; NaN unless the JVM was started with it. */
    private static double nativeBytes() {
        try {
            return nativeBytes(diagnose("vmNativeMemory", "summary"));
        } catch (JMException | RuntimeException notOffered) {
            return Double.NaN;
        }
    }

    /** Executes a diagnostic command of {@code jcmd} in this JVM. */
    private static String diagnose(String command, String... arguments) throws JMException {
        Object answer = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        command,
                        new Object[] {arguments},
                        new String[] {String[].class.getName()});
        return String.valueOf(answer);
    }

    static double nativeBytes(String summary) {
        Matcher found = NATIVE.matcher(summary);
        double sum = 0;
        boolean any = false;
        while (found.find()) {
            sum += Double.parseDouble(found.group(1)) * KIBI;
            any = true;
        }
        return any ? sum : Double.NaN;
    }

    static double resident() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return Double.NaN;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * KIBI)
                .findFirst()
                .orElse(Double.NaN);
    }

    // ---- descriptors

    private static double descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (double) unix.getOpenFileDescriptorCount()
                : Double.NaN;
    }

    /** Returns the targets of the open descriptors, where the system shows them. */
    static List<String> descriptorNames() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.map(Census::target).sorted().toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "the list of descriptors";
        }
    }
}
