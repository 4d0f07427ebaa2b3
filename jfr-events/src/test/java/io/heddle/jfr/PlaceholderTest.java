package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.heddle.workq.WorkerScope;
import org.junit.jupiter.api.Test;

final class PlaceholderTest {

    @Test
    void shouldCommit() {
        try (WorkerScope scope = WorkerScope.open()) {
            assertThat(scope.getClass().getSimpleName()).isEqualTo("StructuredWorkerScope");
            Placeholder.commit(scope);
        }
    }

    @Test
    void shouldReadTheClassFiles() {
        JavaClasses classes = new ClassFileImporter().importPackages("io.heddle.jfr");
        assertThat(classes.contain(Placeholder.class)).isTrue();
    }
}
