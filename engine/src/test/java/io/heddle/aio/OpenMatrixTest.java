package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For every set of standard options and any object at the path, on every backend: the class of the exception, and the
 * file while it is open and afterwards, are those of {@code FileChannel.open}. Prints what was compared.
 */
@Timeout(120)
final class OpenMatrixTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = "NO_PERMISSION", mode = EnumSource.Mode.EXCLUDE)
    void shouldOpenAsFileChannelDoes(OpenMatrix.State state) throws Exception {
        OpenMatrix matrix = new OpenMatrix(folder);
        matrix.compareAll(state);
        matrix.close();
        System.out.println("open, " + state + ": " + matrix.combinations() + " combinations");
        assertThat(matrix.differences()).isEmpty();
    }

    @Test
    void shouldTreatOptionsThatAreNotStandardAsFileChannelDoes() throws Exception {
        OpenMatrix matrix = new OpenMatrix(folder);
        for (OpenMatrix.State state : OpenMatrix.State.values()) {
            matrix.compare(state, Set.of(LinkOption.NOFOLLOW_LINKS));
            matrix.compare(
                    state,
                    Set.of(LinkOption.NOFOLLOW_LINKS, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
            matrix.compare(state, Set.of(StandardOpenOption.READ, extended("DIRECT")));
            matrix.compare(state, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, extended("DIRECT")));
            matrix.compare(
                    state, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, extended("NOSHARE_READ")));
        }
        matrix.close();
        assertThat(matrix.differences()).isEmpty();
    }

    private static OpenOption extended(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.sun.nio.file.ExtendedOpenOption");
        return (OpenOption) type.getField(name).get(null);
    }

    @ParameterizedTest
    @CsvSource({"0022, NO_PERMISSION, FILE", "0222, ABSENT, FILE", "0377, ABSENT, FILE"})
    void shouldOpenAsFileChannelDoesForAnOrdinaryUser(String umask, String first, String second) throws Exception {
        ChildJvm child = new ChildJvm(OpenMatrix.class, folder)
                .asOrdinaryUser()
                .after("umask " + umask)
                .with("HOME", folder.toString());
        List<String> lines = child.run(folder.toString(), first, second);
        System.out.println("open, umask " + umask + ": " + lines.getLast());
        assertThat(lines).last().asString().matches("(6144|8192|10240) combinations");
        assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.matches("without (uring|native): .*"));
    }

    @Test
    void shouldOpenWithTheLastDescriptorOrLeaveEverythingAsItWas() throws Exception {
        List<String> lines =
                new ChildJvm(OpenMatrix.class, folder).after("ulimit -n 200").run(folder.toString(), "descriptors");
        System.out.println("open, few descriptors: " + lines.getLast());
        assertThat(lines).last().asString().endsWith(" combinations");
        assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.startsWith("without uring"));
        assertThat(Files.exists(folder.resolve("file"))).isFalse();
    }
}
