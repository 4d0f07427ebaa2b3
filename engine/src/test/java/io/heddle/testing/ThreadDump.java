package io.heddle.testing;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All threads of this JVM, virtual ones included, as {@code jcmd Thread.dump_to_file} shows them. */
public final class ThreadDump {
    private static final Pattern CONTAINER =
            Pattern.compile("\"container\": \"(?<name>[^\"]*)\",\\s*\"parent\": [^,]*,\\s*\"owner\": (?<owner>[^,]*),");
    private static final Pattern THREAD =
            Pattern.compile("\"tid\": \"?(?<tid>\\d+)\"?,.*?\"name\": \"(?<name>[^\"]*)\",", Pattern.DOTALL);

    /** A thread that can run and is not mounted: its last frame is that of the park, or it has none yet. */
    private static final Pattern WAITING_FOR_A_CARRIER = Pattern.compile("(?m)^(?<thread>#\\d+ \"[^\"]*\") "
            + "virtual RUNNABLE .*\\R(?!\\s+at (?!\\S*VirtualThread\\.(park|tryYield)))");

    private ThreadDump() {}

    /**
     * One thread container of a dump.
     *
     * @param name the container's name, without the class that implements it
     * @param owner the thread that opened it, 0 if none did
     * @param threadNames the names of its threads
     * @param threadIds their identifiers
     */
    public record Container(String name, long owner, List<String> threadNames, List<Long> threadIds) {}

    /** Returns the dump as text. */
    public static String text() {
        return dump(ThreadDumpFormat.TEXT_PLAIN);
    }

    /** Returns the thread containers, the root included. */
    public static List<Container> containers() {
        String json = dump(ThreadDumpFormat.JSON);
        List<Container> containers = new ArrayList<>();
        Matcher matcher = CONTAINER.matcher(json);
        boolean found = matcher.find();
        while (found) {
            String name = matcher.group("name");
            String owner = matcher.group("owner");
            int start = matcher.end();
            found = matcher.find();
            containers.add(container(name, owner, json.substring(start, found ? matcher.start() : json.length())));
        }
        return containers;
    }

    /**
     * Returns the lost virtual threads: the scheduler was told to run them and does not, although it runs others that
     * were started later. They are on no carrier and in no queue any more.
     */
    public static List<String> lostVirtualThreads() throws InterruptedException {
        List<String> lost = waitingForACarrier();
        for (int i = 0; i < 3 && !lost.isEmpty(); i++) {
            Thread later = Thread.ofVirtual().start(() -> {});
            if (!later.join(Duration.ofSeconds(10))) {
                return List.of(); // no carrier is free
            }
            lost.retainAll(waitingForACarrier());
        }
        return lost;
    }

    static List<String> waitingForACarrier() {
        List<String> found = new ArrayList<>();
        Matcher matcher = WAITING_FOR_A_CARRIER.matcher(text());
        while (matcher.find()) {
            found.add(matcher.group("thread"));
        }
        return found;
    }

    private static Container container(String name, String owner, String threads) {
        List<String> names = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        Matcher matcher = THREAD.matcher(threads);
        while (matcher.find()) {
            names.add(matcher.group("name"));
            ids.add(Long.valueOf(matcher.group("tid")));
        }
        long ownerId = owner.equals("null") ? 0 : Long.parseLong(owner.replace("\"", ""));
        return new Container(name.replaceFirst("\\\\?/.*", ""), ownerId, names, ids);
    }

    private static String dump(ThreadDumpFormat format) {
        try {
            Path directory = Files.createTempDirectory("heddle-threads");
            Path file = directory.resolve("dump");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), format);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
