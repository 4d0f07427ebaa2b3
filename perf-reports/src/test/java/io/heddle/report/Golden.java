package io.heddle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares a text with a file among the test resources. After an intended change run the tests with
 * {@code -Dtest.jvm=-Dgolden.update=true} and read the difference before you commit it.
 */
public final class Golden {
    private static final Path FOLDER = Path.of("src", "test", "resources", "io", "heddle", "report");

    private Golden() {}

    /** Compares a text with a file; the name is relative to this package's resources. */
    public static void assertSame(String name, String text) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
