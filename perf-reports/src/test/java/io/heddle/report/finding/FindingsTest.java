package io.heddle.report.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

final class FindingsTest {
    private static final Material MATERIAL = new Material(List.of(Path.of("a.jfr")), List.of(), List.of());

    private static Finding finding(Severity severity, String title) {
        return new Finding(severity, title, "", "", "");
    }

    @Test
    void shouldPutTheWorstFirstAndKeepTheOrderOtherwise() {
        FindingSource one = _ ->
                List.of(finding(Severity.NOTE, "n1"), finding(Severity.PROBLEM, "p1"), finding(Severity.NOTE, "n2"));
        FindingSource two = _ -> List.of(finding(Severity.WARNING, "w1"), finding(Severity.PROBLEM, "p2"));
        assertThat(Findings.of(MATERIAL, List.of(one, two)))
                .extracting(Finding::title)
                .containsExactly("p1", "p2", "w1", "n1", "n2");
    }

    @Test
    void shouldTellOfASourceThatFailsAndAskTheOthers() {
        FindingSource broken = _ -> {
            throw new IllegalStateException("no memory for rules");
        };
        FindingSource sound = material -> List.of(
                finding(Severity.PROBLEM, material.recordings().getFirst().toString()));
        List<Finding> found = Findings.of(MATERIAL, List.of(broken, sound));
        assertThat(found).extracting(Finding::title).first().isEqualTo("a.jfr");
        assertThat(found.getLast().title()).startsWith("The findings of ").endsWith(" are missing");
        assertThat(found.getLast().evidence()).isEqualTo("IllegalStateException: no memory for rules");
    }

    @Test
    void shouldTellOfASourceThatCannotBeLoaded() {
        Iterable<FindingSource> sources = () -> new Iterator<>() {
            private int calls;

            @Override
            public boolean hasNext() {
                return calls < 2;
            }

            @Override
            public FindingSource next() {
                if (calls++ == 0) {
                    throw new ServiceConfigurationError("no such class");
                }
                return _ -> List.of(finding(Severity.NOTE, "still here"));
            }
        };
        assertThat(Findings.of(MATERIAL, sources))
                .extracting(Finding::title)
                .containsExactlyInAnyOrder("A source of findings could not be loaded", "still here");
    }

    /** The sample is listed in META-INF/services of the tests. */
    @Test
    void shouldFindSourcesByServiceLoader() {
        Material sample = new Material(List.of(Path.of(SampleSource.TRIGGER)), List.of(), List.of());
        assertThat(Findings.of(sample)).contains(SampleSource.FINDING);
        assertThat(Findings.of(MATERIAL)).doesNotContain(SampleSource.FINDING);
    }

    @Test
    void shouldRefuseAFindingThatSaysNothing() {
        assertThatThrownBy(() -> finding(Severity.NOTE, " ")).hasMessage("title: it must say something");
    }
}
