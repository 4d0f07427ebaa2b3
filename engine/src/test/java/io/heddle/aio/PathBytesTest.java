package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The opened file is the one that the path names, also if the name cannot be decoded in the JVM's locale. */
@Timeout(120)
final class PathBytesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void shouldOpenTheFileWhoseVeryBytesThePathHas(String locale) throws Exception {
        List<String> lines = new ChildJvm(PathBytesChild.class, folder)
                .with("LC_ALL", locale)
                .after("printf old > \"$(printf 'n\\351t')\"; printf old > \"$(printf 'n\\303\\251t')\"")
                .after("printf old > 'per%20cent #?;[x]'; printf old > \"$(printf 'new\\nline \\177')\"")
                .after("mkdir \"$(printf 'f\\351')\"; printf old > \"$(printf 'f\\351/\\377\\376')\"")
                .run();
        System.out.println("names, " + locale + ": " + lines.size() + " files opened");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(20).allMatch(line -> line.startsWith("ok"));
    }
}
