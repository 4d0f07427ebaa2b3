package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code of the README and the other pages is compiled and run here. */
final class ExamplesTest {
    private static final Path SOURCES = Path.of("src/test/java/io/heddle/examples");
    private static final int MOST_LINES = 20;

    @Test
    void shouldReadWhatWasWrittenWhenTheExampleRuns(@TempDir Path folder) throws Exception {
        assertThat(Embedding.run(folder.resolve("cloth"))).isEqualTo("4 bytes: weft");
    }

    /** Runs with any option: the example also works where {@code O_DIRECT} is not available. */
    @Test
    void shouldReadBlocksWhenTheExampleRuns(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("blocks"), new byte[10]);
        assertThat(Bypassing.run(file, StandardOpenOption.SPARSE)).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"Embedding.java, ../README.md", "Bypassing.java, ../docs/direct-io.md"})
    void shouldShowTheCompiledExample(String name, Path page) throws IOException {
        String source = Files.readString(SOURCES.resolve(name));
        String example = source.substring(
                        source.indexOf("// example") + "// example".length(), source.indexOf("        // end"))
                .stripTrailing()
                .stripIndent()
                .strip();
        assertThat(example.lines().count()).isLessThanOrEqualTo(MOST_LINES);
        assertThat(Files.readString(page)).contains("```java\n" + example + "\n```");
    }
}
