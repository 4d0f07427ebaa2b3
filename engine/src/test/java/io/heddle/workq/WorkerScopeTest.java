package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkerScopeTest {

    @Test
    void shouldOpenTheScopeThatThisJvmCanLoad() {
        try (WorkerScope scope = WorkerScope.open()) {
            assertThat(scope.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .startsWith(System.getProperty("heddle.expectScope"));
        }
    }

    @Test
    void shouldWaitForWorkersWhenClosed() {
        AtomicInteger ran = new AtomicInteger();
        try (WorkerScope scope = WorkerScope.open()) {
            scope.fork(ran::incrementAndGet);
            scope.fork(ran::incrementAndGet);
        }
        assertThat(ran).hasValue(2);
    }
}
