package io.heddle.report.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.report.rules.RuleRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuleFindingsTest {
    @TempDir
    Path folder;

    private Material material(String content) throws Exception {
        return new Material(List.of(Files.writeString(folder.resolve("run.jfr"), content)), List.of(), List.of());
    }

    @Test
    void shouldBeFoundByTheReport() {
        assertThat(ServiceLoader.load(FindingSource.class)).hasAtLeastOneElementOfType(RuleFindings.class);
    }

    @Test
    void shouldSayThatItDidNotReadWhatMayNotFitIntoMemory() throws Exception {
        assertThat(new RuleFindings(new RuleRunner(1)).findings(material("more than a byte")))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.NOTE);
                    assertThat(found.title()).contains("not run");
                });
    }

    @Test
    void shouldLeaveTheReportWithANoteWhenItsRecordingCannotBeRead() throws Exception {
        assertThat(Findings.of(material("no recording"), List.of(new RuleFindings())))
                .singleElement()
                .satisfies(found -> assertThat(found.title())
                        .isEqualTo("The findings of the rules for JDK Mission Control are missing"));
    }
}
