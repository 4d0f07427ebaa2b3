package io.heddle.aio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that opens a process of one kind of backend while it has no descriptor left, or hardly any heap, and then
 * another one when it has. It prints the backend and the reason of each.
 */
final class PassingLackChild {
    private static final int CHUNK = 100 << 10; // less than the classes of a backend are given before they are touched

    @SuppressWarnings("UnusedVariable") // it keeps the heap full
    private static @Nullable Object hoard;

    private static final List<InputStream> OPEN = new ArrayList<>();

    private PassingLackChild() {}

    /** Arguments: the kind, the missing resource, and a folder with a file named data. */
    public static void main(String[] arguments) throws Exception {
        BackendKind kind = BackendKind.valueOf(arguments[0]);
        Path path = Path.of(arguments[2], "data");
        loadClasses();
        try (AioProcess early =
                        AioProcess.configure().backend(BackendKind.CHANNEL).open();
                AioFile _ = early.open(path)) { // loads what a backend needs of the JDK
            use(kind, path, arguments[1]);
            use(kind, path, "");
        }
    }

    /** Collects the output and prints it when nothing is missing any more: printing takes memory, too. */
    private static void use(BackendKind kind, Path path, String lack) throws IOException {
        AioProcessBuilder settings = AioProcess.configure();
        String name = null;
        String reason = null;
        try {
            if (kind == BackendKind.AUTO) { // a file that is open already: nothing else of the process needs anything
                AioProcess process = settings.backend(kind).open();
                AioFile file = process.open(path);
                ByteBuffer one = ByteBuffer.allocate(1);
                fill(lack);
                file.read(one, 0);
                name = process.backendName();
                reason = process.backendReason();
            } else {
                fill(lack);
                AioProcess process = settings.backend(kind).open();
                name = process.backendName();
                reason = process.backendReason();
            }
        } catch (UnsupportedOperationException lacking) {
            name = "refused";
            reason = lacking.getMessage();
        } finally {
            release();
        }
        System.out.println(name + ": " + reason);
    }

    private static void fill(String lack) {
        switch (lack) {
            case "descriptors" -> useUpDescriptors();
            case "heap" -> useUpHeap();
            default -> {}
        }
    }

    private static void useUpDescriptors() {
        try {
            while (true) {
                OPEN.add(Files.newInputStream(Path.of("/dev/null")));
            }
        } catch (IOException none) {
            // the intended effect
        }
    }

    private static void useUpHeap() {
        Object[] chain = null;
        try {
            while (true) {
                Object[] link = {new byte[CHUNK], chain};
                chain = link;
            }
        } catch (OutOfMemoryError full) {
            hoard = chain;
        }
    }

    private static void release() throws IOException {
        hoard = null;
        for (InputStream each : OPEN) {
            each.close();
        }
        OPEN.clear();
    }

    /** Loads all classes of the engine and initialises none, because classes are files, which need descriptors. */
    private static void loadClasses() throws Exception {
        Path root = Path.of(AioProcess.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        try (Stream<Path> all = Files.walk(root.resolve("io"))) {
            for (Path each : (Iterable<Path>) all.filter(path -> path.toString().endsWith(".class"))::iterator) {
                String name = root.relativize(each).toString().replace('/', '.');
                load(name.substring(0, name.length() - ".class".length()));
            }
        }
    }

    private static void load(String name) throws ClassNotFoundException {
        try {
            Class<?> _ = Class.forName(name, false, PassingLackChild.class.getClassLoader());
        } catch (UnsupportedClassVersionError ofAPreview) {
            return; // a JVM without preview features does not need it
        }
    }
}
