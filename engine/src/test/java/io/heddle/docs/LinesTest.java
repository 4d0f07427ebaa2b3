package io.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The formatter leaves comments and strings as they are: their width is checked here. */
final class LinesTest {
    private static final int MOST = 120;
    private static final Path ROOT = Path.of("..");

    @Test
    void shouldBeShortEnoughInSources() throws IOException {
        List<Path> sources = files(".java");
        assertThat(sources).hasSizeGreaterThan(500);
        assertThat(tooLong(sources)).isEmpty();
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(path -> path.toString().endsWith(ending))
                    .filter(path -> !path.toString().contains("/target/"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private static List<String> tooLong(List<Path> files) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            int number = 0;
            for (String line : lines(file)) {
                number++;
                if (line.codePointCount(0, line.length()) > MOST) {
                    found.add(ROOT.relativize(file) + ":" + number + " has " + line.length() + " columns");
                }
            }
        }
        return found;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
