package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.StaticInitialisers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No class that transfers by the ring need is initialised during one. */
final class ReadinessTest {
    private static final Set<String> LATER = Set.of("uring.UringBackend");

    @Test
    void shouldInitialiseAllClasses() throws Exception {
        assertThat(StaticInitialisers.of("uring"))
                .as("static initialisers that may run in the midst of a transfer: UringBackend has the list")
                .isSubsetOf(StaticInitialisers.union(LATER, List.of(UringBackend.CLASSES)));
    }

    @Test
    void shouldNameClassesThatExist() throws Exception {
        for (String name : UringBackend.CLASSES) {
            assertThat(Class.forName("io.heddle." + name, false, getClass().getClassLoader()))
                    .isNotNull();
        }
    }
}
