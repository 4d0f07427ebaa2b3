package io.heddle.report.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.heddle.report.rules.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.flightrecorder.rules.IRule;

/** Tests the rules without a window. */
final class RuleRunnerTest {
    @TempDir
    private Path folder;

    @Test
    void shouldPutWarningsFirstAndSayWhatWhyAndWhatToDo() throws Exception {
        List<Finding> findings = Recordings.findings(() -> {
            Recordings.times(
                    12,
                    () -> Recordings.gauges(1, sample -> {
                        sample.running = 2;
                        sample.threads = 2;
                    }));
            Recordings.times(12, () -> Recordings.slowRequest("READ", 5, 80));
        });

        assertThat(findings)
                .extracting(Finding::rule, Finding::severity)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("aio.SlowDevice", Severity.WARNING),
                        org.assertj.core.groups.Tuple.tuple("aio.CapNeverReached", Severity.INFO));
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.title()).endsWith(".");
            assertThat(finding.explanation()).endsWith(".");
            assertThat(finding.evidence()).containsPattern("\\d").endsWith(".");
            assertThat(finding.remedy()).endsWith(".");
        });
    }

    @Test
    void shouldSayThatItDidNotReadWhatMayNotFitIntoMemory() throws Exception {
        Path recording = folder.resolve("recording.jfr");
        Recordings.record(() -> Recordings.times(12, () -> Recordings.slowRequest("READ", 5, 80)), recording);
        long size = Files.size(recording);

        assertThat(new RuleRunner(size).evaluate(recording))
                .extracting(Finding::rule)
                .containsExactly("aio.SlowDevice");
        assertThat(new RuleRunner(size - 1).evaluate(recording)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.SKIPPED);
            assertThat(finding.evidence()).contains(recording.toString(), size + " bytes", "at most " + (size - 1));
        });
    }

    @Test
    void shouldNameAFileThatIsNoRecording() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jfr"), "not a recording");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new RuleRunner().evaluate(text))
                .withMessageContaining(text.toString());
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> new RuleRunner().evaluate(folder))
                .withMessageContaining(folder + ": is not a file");
    }

    @Test
    void shouldRefuseALimitOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RuleRunner(0))
                .withMessageContaining("maxBytes 0 must be more than 0");
    }

    @Test
    void shouldHaveTwelveRulesWithIdsNamesAndTheTopicOfTheirPage() {
        List<IRule> rules = RuleRunner.rules();

        assertThat(rules)
                .hasSize(12)
                .extracting(IRule::getId)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("aio."));
        assertThat(rules)
                .extracting(IRule::getName)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Z].*[a-z]"));
        assertThat(rules).extracting(IRule::getTopic).containsOnly("aio");
    }
}
