package io.heddle.aio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JVM of its own for {@link PathBytesTest}, with a locale that the test chooses: writes to each file of its working
 * directory, by its relative and its absolute path, and prints whether the write reached it.
 */
final class PathBytesChild {
    private PathBytesChild() {}

    public static void main(String[] arguments) throws IOException {
        List<Path> paths = files();
        for (BackendKind kind : BackendKind.values()) {
            try (AioProcess process = AioProcess.configure().backend(kind).open()) {
                for (Path path : paths) {
                    tryBoth(process, kind, path, paths.size());
                }
            } catch (UnsupportedOperationException unusable) {
                System.out.println("ok, without " + kind);
            }
        }
        System.exit(0);
    }

    private static void tryBoth(AioProcess process, BackendKind kind, Path path, int count) throws IOException {
        for (Path each : List.of(path, path.toAbsolutePath())) {
            Files.writeString(path, "old");
            try (AioFile file =
                    process.open(each, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                file.write(ByteBuffer.wrap("new".getBytes(UTF_8)), 0);
            }
            boolean isRight = Files.readString(path).equals("new") && files().size() == count;
            System.out.println((isRight ? "ok " : "another file was written: ") + kind + " " + each.toUri());
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of(""))) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().startsWith("child"))
                    .toList();
        }
    }
}
