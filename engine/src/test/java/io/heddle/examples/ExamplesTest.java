package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what is compiled and run here. */
final class ExamplesTest {
    private static final Path SOURCE = Path.of("src/test/java/io/heddle/examples/Embedding.java");
    private static final Path README = Path.of("../README.md");
    private static final int MOST_LINES = 20;

    @Test
    void shouldReadWhatWasWrittenWhenTheExampleRuns(@TempDir Path folder) throws Exception {
        assertThat(Embedding.run(folder.resolve("cloth"))).isEqualTo("4 bytes: weft");
    }

    @Test
    void shouldShowTheCompiledExampleInTheReadme() throws IOException {
        String source = Files.readString(SOURCE);
        String example = source.substring(
                        source.indexOf("// example") + "// example".length(), source.indexOf("        // end"))
                .stripTrailing()
                .stripIndent()
                .strip();
        assertThat(example.lines().count()).isLessThanOrEqualTo(MOST_LINES);
        assertThat(Files.readString(README)).contains("```java\n" + example + "\n```");
    }
}
