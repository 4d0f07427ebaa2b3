package io.heddle.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.StaticInitialisers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No class that transfers by system calls need is initialised during one. */
final class ReadinessTest {
    private static final Set<String> LATER = Set.of(
            "linux.AutoBackend",
            "linux.Libc", // by the first system call, which checks whether they are available
            "linux.NativeBackend",
            "linux.PathBytes$Working"); // by the first open of a relative path

    @Test
    void shouldInitialiseAllClasses() throws Exception {
        assertThat(StaticInitialisers.of("linux"))
                .as("static initialisers that may run in the midst of a transfer: NativeBackend has the list")
                .isSubsetOf(StaticInitialisers.union(LATER, List.of(NativeBackend.CLASSES)));
    }

    @Test
    void shouldNameClassesThatExist() throws Exception {
        for (String name : NativeBackend.CLASSES) {
            assertThat(Class.forName("io.heddle." + name, false, getClass().getClassLoader()))
                    .isNotNull();
        }
    }
}
