package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of the repository that is generated from the events' metadata. A test fails when it is stale; the same test,
 * run with {@code -Dheddle.regenerate=true}, rewrites it.
 */
record Generated(Path file, String expected) {
    private static final String SWITCH = "heddle.regenerate";

    void assertFresh() throws IOException {
        if (Boolean.getBoolean(SWITCH)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("a file that ./mvnw test -pl jfr-events -am -D%s=true writes", SWITCH)
                .exists();
        assertThat(Files.readString(file, StandardCharsets.UTF_8))
                .as("%s, stale unless equal: ./mvnw test -pl jfr-events -am -D%s=true", file, SWITCH)
                .isEqualTo(expected);
    }
}
