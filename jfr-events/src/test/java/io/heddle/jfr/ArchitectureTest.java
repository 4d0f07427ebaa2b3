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
                .resideInAnyPackage("java..", "jdk.jfr", "org.jspecify.annotations", "io.heddle.trace", "io.heddle.jfr")
                .check(classes);
    }

    @Test
    void shouldShowTheProviderOnly() {
        classes()
                .that()
                .doNotHaveFullyQualifiedName(JfrTracerProvider.class.getName())
                .should()
                .notBePublic()
                .check(classes);
    }
}
