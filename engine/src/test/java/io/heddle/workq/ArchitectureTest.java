package io.heddle.workq;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.heddle");

    @Test
    void shouldReadTheClassFiles() {
        assertThat(ENGINE.contain(WorkerScope.class)).isTrue();
        assertThat(ENGINE.contain("io.heddle.workq.StructuredWorkerScope")).isTrue();
    }

    @Test
    void shouldHaveNoCycles() {
        slices().matching("io.heddle.(*)..").should().beFreeOfCycles().check(ENGINE);
    }

    @Test
    void shouldNotLoadFlightRecorder() {
        noClasses().should().dependOnClassesThat().resideInAPackage("jdk.jfr..").check(ENGINE);
    }
}
