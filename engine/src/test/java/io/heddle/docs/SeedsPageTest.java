package io.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.docs.SeedsPage.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code docs/seeds.md} states for every name of the seeds how it is treated, and states nothing that is wrong.
 *
 * <p>The inventories beside this class hold names and nothing else; the seeds are not part of the repository. They were
 * made by a script that reads a seed without its comments and takes:
 *
 * <ul>
 *   <li>functions: each identifier that begins a line, as in the kernels' style, or follows {@code RTDECL(int)} or the
 *       like, and has parameters and then a body; a second count, by the braces that stand alone in their line, gave
 *       the same result;
 *   <li>macros: each {@code #define}, trace codes and flags among them; and the constants of {@code __options_decl};
 *   <li>structures and their fields, as {@code struct.field}; of the variants for 32 bits and FreeBSD 6, whose fields
 *       are the same, the structure alone;
 *   <li>static and external variables, locks and memory zones; sysctls by the names that an operator enters;
 *   <li>of the names that are defined elsewhere, those that express the contract: {@code AIO_*}, {@code LIO_*}, {@code
 *       SIGEV_*}, {@code EV_*}, {@code WQ_*}, {@code UT_WORKQ_*}, {@code VERR_*} and the like, the fields of a control
 *       block and of a notification, and a process's own queues and counts.
 * </ul>
 */
final class SeedsPageTest {
    private static final Path ROOT = Path.of("..");
    private static SeedsPage page = new SeedsPage("");

    @BeforeAll
    static void readThePage() throws IOException {
        page = new SeedsPage(Files.readString(ROOT.resolve("docs").resolve("seeds.md")));
    }

    @Test
    void shouldBeReadable() {
        assertThat(page.malformed()).isEmpty();
        assertThat(page.rows()).allSatisfy(row -> {
            assertThat(row.names()).as("names of %s", row).isNotEmpty();
            assertThat(row.what()).as("what %s does", row).isNotEmpty();
        });
    }

    @Test
    void shouldCiteClassesAndMembersThatExist() throws IOException {
        assertThat(problems(page, citations())).isEmpty();
    }

    @Test
    void shouldCiteTestsThatExist() throws IOException {
        assertThat(problems(page, citedTests())).isEmpty();
    }

    @Test
    void shouldHaveATestOrAReasonInEachRow() {
        assertThat(problems(page, SeedsPageTest::unproven)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XNU", "FreeBSD", "VirtualBox"})
    void shouldTakeEachNameOfASeedOnce(String seed) throws IOException {
        List<String> taken =
                page.rowsOf(seed).stream().flatMap(row -> row.names().stream()).toList();
        assertThat(taken).containsExactlyInAnyOrderElementsOf(inventory(seed));
    }

    @Test
    void shouldLeaveNothingToDo() {
        assertThat(page.rows().stream().filter(Row::isToDo))
                .as("rows that say TODO")
                .isEmpty();
    }

    @Test
    void shouldFindWhatIsWrongWithAPage() throws IOException {
        SeedsPage wrong = new SeedsPage("""
                ## XNU
                | seed | what it does | Heddle | test | note |
                |---|---|---|---|---|
                | `a` | too few cells | `Sources` |
                | `b` | words | it is in `Request` | — | Reason: none |
                | `c` | no such class | `Nowhere` | — | Reason: none |
                | `d` | no such member | `Request#nothing` | — | Reason: none |
                | `e` | no such type inside | `Request.Nothing` | — | Reason: none |
                | `f` | too many classes | `TracePoint` | — | Reason: none |
                | `g` | not a test | `Request` | `SeedsPageTest#readThePage` | |
                | `h` | no method | `Request` | `SeedsPageTest` | |
                | `i` | neither test nor reason | `Request` | — | some day |
                | `j` | still to be made | TODO | TODO | |
                | `k` | good | `Request.State#DONE` `io.heddle.trace.TracePoint#code` | \
                `SeedsPageTest#shouldBeReadable` | |
                """);
        assertThat(wrong.malformed()).hasSize(2);
        assertThat(problems(wrong, citations()).keySet()).containsExactly("c", "d", "e", "f");
        assertThat(problems(wrong, citedTests()).keySet()).containsExactly("g", "h");
        assertThat(problems(wrong, SeedsPageTest::unproven).keySet()).containsExactly("i");
    }

    // ---- the checks, each of one row

    private static Function<Row, List<String>> citations() throws IOException {
        Sources main = Sources.of(ROOT, "main");
        return row -> row.heddle().stream()
                .flatMap(citation -> main.problemOf(citation).stream())
                .toList();
    }

    private static Function<Row, List<String>> citedTests() throws IOException {
        Sources tests = Sources.of(ROOT, "test");
        return row -> row.tests().stream()
                .flatMap(citation -> tests.problemOfTest(citation).stream())
                .toList();
    }

    private static List<String> unproven(Row row) {
        boolean proven = !row.tests().isEmpty() || row.hasReason() || row.isToDo();
        return proven ? List.of() : List.of(row + " has neither a test nor a reason");
    }

    /** Returns the problems of each row that has some, by the row's first name. */
    private static Map<String, List<String>> problems(SeedsPage page, Function<Row, List<String>> check) {
        Map<String, List<String>> problems = new LinkedHashMap<>();
        for (Row row : page.rows()) {
            List<String> found = check.apply(row);
            if (!found.isEmpty()) {
                problems.put(row.names().getFirst(), found);
            }
        }
        return problems;
    }

    private static List<String> inventory(String seed) throws IOException {
        String resource = seed.toLowerCase(Locale.ROOT) + ".txt";
        try (InputStream names = Objects.requireNonNull(SeedsPageTest.class.getResourceAsStream(resource), resource)) {
            return new String(names.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }
}
