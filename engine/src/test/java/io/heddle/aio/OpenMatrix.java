package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.linux.AutoBackend;
import io.heddle.linux.Probe;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The effect of {@code AioProcess.open} on a file, compared with that of {@code FileChannel.open}: the class of the
 * exception, and the file while it is open and afterwards. Uses only the JDK, because it also runs in a JVM of another
 * user.
 */
final class OpenMatrix {
    static final int SIZE = 1000;

    /** As many descriptors as class loading needs. */
    private static final int PLENTY = 50;

    /** What exists at the path before. */
    enum State {
        ABSENT,
        FILE,
        DIRECTORY,
        LINK,
        DANGLING_LINK,
        /** Has no effect for root. */
        NO_PERMISSION
    }

    private final Path folder;
    private final List<AioProcess> processes = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private int combinations;

    OpenMatrix(Path folder) {
        this.folder = folder;
        add(ChannelBackend.SHARED);
        add(new AutoBackend(ChannelBackend.SHARED, () -> new Probe.Unusable("it is not to be known", false)));
        for (BackendKind kind : List.of(BackendKind.NATIVE, BackendKind.URING)) {
            try {
                add(Backends.of(kind, "a test").backend());
            } catch (UnsupportedOperationException unusable) {
                System.out.println("without " + kind.name().toLowerCase(Locale.ROOT) + ": " + unusable.getMessage());
            }
        }
        add(Backends.of(BackendKind.AUTO, "a test").backend());
    }

    private void add(Backend backend) {
        processes.add(AioProcess.configure().backend(backend).open());
    }

    /** Runs in a JVM with its own user, umask or limit: prints the differences, and how much was compared. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        OpenMatrix matrix = new OpenMatrix(folder);
        if (arguments[1].equals("descriptors")) {
            matrix.nearTheLimit();
        } else {
            for (String state : List.of(arguments).subList(1, arguments.length)) {
                matrix.compareAll(State.valueOf(state));
            }
        }
        matrix.differences.forEach(System.out::println);
        System.out.println(matrix.combinations + " combinations");
        System.exit(0);
    }

    void close() throws IOException {
        for (AioProcess process : processes) {
            process.close();
        }
    }

    List<String> differences() {
        return differences;
    }

    int combinations() {
        return combinations;
    }

    // ---- all sets of options

    void compareAll(State state) throws IOException {
        StandardOpenOption[] all = StandardOpenOption.values();
        for (int bits = 0; bits < 1 << all.length; bits++) {
            Set<OpenOption> options = new HashSet<>();
            for (int i = 0; i < all.length; i++) {
                if ((bits & 1 << i) != 0) {
                    options.add(all[i]);
                }
            }
            compare(state, options);
        }
    }

    void compare(State state, Set<OpenOption> options) throws IOException {
        String expected = outcome(state, path -> FileChannel.open(path, options));
        for (AioProcess process : processes) {
            String found = outcome(state, path -> process.open(path, options.toArray(OpenOption[]::new))::close);
            combinations++;
            if (!found.equals(expected)) {
                differences.add(
                        process.backendName() + " " + state + " " + options + ": " + found + ", not " + expected);
            }
        }
    }

    @FunctionalInterface
    private interface Opening {
        Closeable of(Path path) throws IOException;
    }

    private String outcome(State state, Opening opening) throws IOException {
        Path path = folder.resolve("file");
        Path target = folder.resolve("target");
        prepare(state, path, target);
        try {
            StringBuilder outcome = new StringBuilder();
            try (Closeable _ = opening.of(path)) {
                outcome.append("opened, ").append(describe(path)).append(", ").append(describe(target));
            } catch (IOException | RuntimeException failed) {
                outcome.append(failed.getClass().getSimpleName());
            }
            return outcome.append("; ")
                    .append(describe(path))
                    .append(", ")
                    .append(describe(target))
                    .toString();
        } finally {
            Files.deleteIfExists(path);
            Files.deleteIfExists(target);
        }
    }

    private static void prepare(State state, Path path, Path target) throws IOException {
        switch (state) {
            case ABSENT -> {}
            case FILE -> Files.write(path, new byte[SIZE]);
            case DIRECTORY -> Files.createDirectory(path);
            case LINK -> Files.createSymbolicLink(path, Files.write(target, new byte[SIZE]));
            case DANGLING_LINK -> Files.createSymbolicLink(path, target);
            case NO_PERMISSION ->
                Files.setPosixFilePermissions(
                        Files.write(path, new byte[SIZE]), PosixFilePermissions.fromString("---------"));
        }
    }

    private static String describe(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return "nothing";
        }
        return Files.isSymbolicLink(path)
                ? "a link"
                : Files.isDirectory(path) ? "a directory" : Files.size(path) + " bytes";
    }

    // ---- few descriptors

    /** Occupies all but a number of descriptors, and opens. */
    void nearTheLimit() throws IOException {
        List<Set<OpenOption>> ways = List.of(
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
        for (int free : new int[] {PLENTY, 0, 1, 2, 3, 4}) {
            for (AioProcess process : processes) {
                for (Set<OpenOption> way : ways) {
                    openWith(free, process, way, false);
                    openWith(free, process, way, true);
                }
            }
        }
    }

    /** The open succeeds if a descriptor is left, and the file is usable; otherwise there is no effect. */
    private void openWith(int free, AioProcess process, Set<OpenOption> way, boolean exists) throws IOException {
        boolean isNew = way.contains(StandardOpenOption.CREATE_NEW);
        boolean makes = isNew || way.contains(StandardOpenOption.CREATE);
        if (exists ? isNew : !makes) {
            return; // fails in any case
        }
        Path path = folder.resolve("file");
        if (exists) {
            Files.write(path, new byte[SIZE]);
        }
        String outcome = "";
        List<FileInputStream> taken = takeAllBut(free);
        try (AioFile file = process.open(path, way.toArray(OpenOption[]::new))) {
            file.write(ByteBuffer.allocate(7), 0);
            outcome = "opened, " + file.size();
        } catch (AioException failed) {
            outcome = failed.toString();
        } catch (IOException failed) {
            outcome = failed.getClass().getSimpleName();
        } finally {
            for (FileInputStream each : taken) {
                each.close();
            }
        }
        String after = describe(path);
        boolean keeps = exists && !way.contains(StandardOpenOption.TRUNCATE_EXISTING);
        String opened = "opened, " + (keeps ? SIZE : 7);
        String left = way.contains(StandardOpenOption.DELETE_ON_CLOSE) ? "nothing" : (keeps ? SIZE : 7) + " bytes";
        String expected =
                free == 0 ? "FileSystemException; " + (exists ? SIZE + " bytes" : "nothing") : opened + "; " + left;
        String found = outcome + "; " + after;
        combinations++;
        if (!found.equals(expected)) {
            differences.add(process.backendName() + ", " + free + " descriptors free, " + way + ", "
                    + (exists ? "a file" : "nothing") + ": " + found + ", not " + expected);
        }
        Files.deleteIfExists(path);
    }

    private static List<FileInputStream> takeAllBut(int free) throws IOException {
        List<FileInputStream> taken = new ArrayList<>();
        try {
            while (taken.size() < 10_000) {
                taken.add(new FileInputStream("/dev/null"));
            }
            throw new IllegalStateException("the limit of descriptors is too high");
        } catch (IOException allTaken) {
            for (int i = 0; i < free; i++) {
                taken.removeLast().close();
            }
        }
        return taken;
    }
}
