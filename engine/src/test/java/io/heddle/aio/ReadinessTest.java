package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.StaticInitialisers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No class that requests need is initialised during one. */
final class ReadinessTest {
    private static final Set<String> LATER = Set.of(
            "aio.AioProcessBuilder", // it uses Readiness, which initialises the others
            "aio.Backends$Auto", // by the choice of AUTO
            "aio.Readiness",
            "aio.SystemTunables$1", // operators only
            "backend.NativeLock", // the foreign functions of a page lock, see PageLock
            "backend.PageLock",
            "time.Ahead",
            "workq.HeadStart",
            "workq.StructuredWorkerScope"); // WorkerScopes checks whether it is usable

    @Test
    void shouldInitialiseAllClasses() throws Exception {
        assertThat(StaticInitialisers.of("aio", "backend", "time", "trace", "workq"))
                .as("static initialisers that may run in the midst of a request: Readiness has the list")
                .isSubsetOf(StaticInitialisers.union(LATER, List.of(Readiness.CLASSES)));
    }

    @Test
    void shouldNameClassesThatExist() throws Exception {
        for (String name : Readiness.CLASSES) {
            assertThat(Class.forName("io.heddle." + name)).isNotNull();
        }
    }
}
