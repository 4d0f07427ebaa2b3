package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Exactly one class of the engine requires the release that compiled it. */
final class PreviewClassFilesTest {

    private static final Path CLASSES = Path.of("target", "classes");
    private static final int PREVIEW = 65535;

    @Test
    void shouldMarkOnlyTheStructuredScope() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            List<String> marked = files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> minorVersion(file) == PREVIEW)
                    .map(file -> file.getFileName().toString())
                    .toList();
            assertThat(marked).containsExactly("StructuredWorkerScope.class");
        }
    }

    private static int minorVersion(Path classFile) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(classFile))) {
            in.readInt();
            return in.readUnsignedShort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
