package io.heddle.jfr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.heddle.jfr");

    @Test
    void shouldKnowNothingOfTheEngineButItsTracePoints() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jdk.jfr..",
                        "jdk.management",
                        "org.jspecify.annotations",
                        "io.heddle.trace",
                        "io.heddle.jfr")
                .check(classes);
    }

    @Test
    void shouldShowTheProviderAndTheSettingsOnly() {
        classes()
                .that()
                .doNotHaveFullyQualifiedName(JfrTracerProvider.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(AioJfr.class.getName())
                .should()
                .notBePublic()
                .check(classes);
    }

    /** A run-time image may lack the module. */
    @Test
    void shouldReachTheJdksManagementFromOneClassOnly() {
        classes()
                .that()
                .doNotBelongToAnyOf(SchedulerReport.class)
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("jdk.management", "java.lang.management")
                .check(classes);
    }
}
