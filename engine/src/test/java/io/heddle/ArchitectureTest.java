package io.heddle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The permitted dependencies between packages, and what the public API exposes. */
final class ArchitectureTest {
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.heddle");

    /** Every public type of the engine. An addition here is permanent. */
    private static final Map<String, Set<String>> PUBLIC_TYPES = Map.of(
            "io.heddle.aio",
                    Set.of(
                            "AioException",
                            "AioFile",
                            "AioProcess",
                            "AioProcessBuilder",
                            "AioStatistics",
                            "AioSystem",
                            "AlignedBuffers",
                            "BackendKind",
                            "CancelResult",
                            "CompletionQueue",
                            "ControlBlock",
                            "Dialect",
                            "Errno",
                            "ExitReport",
                            "Filter",
                            "Flag",
                            "Kevent",
                            "ListMode",
                            "Opcode",
                            "Sigevent",
                            "SignalHandler",
                            "SyncMode",
                            "ThreadKind",
                            "Tunable",
                            "WorkqueueKind"),
            "io.heddle.backend",
                    Set.of(
                            "Backend",
                            "Call",
                            "CancelledTransferException",
                            "AlignedChannel",
                            "Carriers",
                            "ChannelBackend",
                            "DirectOption",
                            "Ending",
                            "Handle",
                            "Lifetime",
                            "Memory",
                            "Operation",
                            "PageLock",
                            "Places",
                            "ShortTransferException",
                            "Transfer",
                            "Uninterrupted"),
            "io.heddle.linux",
                    Set.of(
                            "AutoBackend",
                            "Libc",
                            "Looks",
                            "NativeBackend",
                            "NativeFile",
                            "NativeMemory",
                            "Probe",
                            "Unusable",
                            "Usable"),
            "io.heddle.uring", Set.of("UringBackend"),
            "io.heddle.context",
                    Set.of(
                            "CompletionContext",
                            "Completions",
                            "ContextException",
                            "ContextLimits",
                            "ContextStatus",
                            "Flag",
                            "IoRequest",
                            "State"),
            "io.heddle.jmx", Set.of("AioMBeans", "AioProcessMXBean", "AioSystemMXBean", "Registration"),
            "io.heddle.time",
                    Set.of(
                            "Ahead",
                            "Backoff",
                            "BriefLock",
                            "Failures",
                            "Gate",
                            "Parking",
                            "StackRoom",
                            "Ticker",
                            "WakeBatch"),
            "io.heddle.trace",
                    Set.of(
                            "Beat",
                            "CallTracer",
                            "StatisticsSource",
                            "Trace",
                            "TracePoint",
                            "Tracer",
                            "TracerProvider",
                            "WorkerTracer"),
            "io.heddle.workq",
                    Set.of(
                            "Counts",
                            "Entry",
                            "EntryList",
                            "HeadStart",
                            "Pool",
                            "Pools",
                            "PriorityList",
                            "ProcessWorkqueue",
                            "Runner",
                            "Wakeup",
                            "Workqueue"));

    @Test
    void shouldReadTheClassFiles() {
        assertThat(ENGINE.contain("io.heddle.aio.AioProcess")).isTrue();
        assertThat(ENGINE.contain("io.heddle.workq.StructuredWorkerScope")).isTrue();
    }

    // ---- packages

    @Test
    void shouldHaveNoCycles() {
        slices().matching("io.heddle.(*)..").should().beFreeOfCycles().check(ENGINE);
    }

    @ParameterizedTest
    @CsvSource({
        "context, context aio time",
        "jmx,     jmx aio",
        "aio,     aio workq backend linux uring trace time",
        "workq,   workq trace time",
        "uring,   uring linux backend time",
        "linux,   linux backend time",
        "backend, backend trace time",
        "trace,   trace time",
        "time,    time"
    })
    void shouldKnowOnlyTheRoomsBelow(String room, String known) {
        String[] others =
                Set.of("context", "jmx", "aio", "workq", "uring", "linux", "backend", "trace", "time").stream()
                        .filter(other -> !List.of(known.split(" ")).contains(other))
                        .map(other -> "io.heddle." + other + "..")
                        .toArray(String[]::new);
        if (others.length > 0) {
            noClasses()
                    .that()
                    .resideInAPackage("io.heddle." + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(ENGINE);
        }
    }

    @Test
    void shouldHaveNoOtherRooms() {
        assertThat(ENGINE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(PUBLIC_TYPES.keySet());
    }

    // ---- the JDK

    @Test
    void shouldNotLoadFlightRecorderOrLogging() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jdk.jfr..", "java.util.logging..")
                .check(ENGINE);
    }

    @Test
    void shouldUseThePublicJdkAndNothingElse() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "javax.management..", "jdk.management..", "io.heddle..", "org.jspecify.annotations")
                .check(ENGINE);
    }

    /** Unless beans are requested, the engine does not load java.management; what is loaded by name may be missing. */
    @Test
    void shouldNotLoadManagementUnlessAskedFor() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.heddle.jmx")
                .and()
                .doNotHaveFullyQualifiedName("io.heddle.backend.SchedulerBean")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang.management..", "javax.management..", "jdk.management..", "io.heddle.jmx..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.heddle.backend.SchedulerBean")
                .check(ENGINE);
    }

    /** The preview API is in one class, which no other names. */
    @Test
    void shouldConfineThePreviewApi() {
        DescribedPredicate<JavaClass> preview = DescribedPredicate.describe(
                "the preview API", type -> type.getName().startsWith("java.util.concurrent.StructuredTaskScope"));
        noClasses()
                .that()
                .doNotHaveSimpleName("StructuredWorkerScope")
                .should()
                .dependOnClassesThat(preview)
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("StructuredWorkerScope")
                .check(ENGINE);
    }

    // ---- public API

    @Test
    void shouldShowOnlyWhatIsMeantToBeSeen() {
        Map<String, Set<String>> visible = ENGINE.stream()
                .filter(ArchitectureTest::isVisible)
                .collect(Collectors.groupingBy(
                        JavaClass::getPackageName, Collectors.mapping(JavaClass::getSimpleName, Collectors.toSet())));
        assertThat(visible).isEqualTo(PUBLIC_TYPES);
    }

    private static boolean isVisible(JavaClass type) {
        boolean isPublic = type.getModifiers().contains(JavaModifier.PUBLIC);
        return isPublic
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    // ---- the module

    /** What the module exports names nothing that it hides: users could not compile against it. */
    @Test
    void shouldNameNothingHiddenInWhatTheModuleExports() throws IOException {
        String module = Files.readString(Path.of("src", "main", "module", "module-info.java"));
        Set<String> exported = Pattern.compile("exports (io\\.heddle\\.\\w+);")
                .matcher(module)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(exported).contains("io.heddle.aio");
        String hidden = ENGINE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !exported.contains(name))
                .distinct()
                .sorted()
                .collect(Collectors.joining(":"));
        assertThat(Files.readString(Path.of("pom.xml")))
                .as("what javadoc leaves out")
                .contains("<inner.packages>" + hidden + "</inner.packages>");
        List<String> leaks = ENGINE.stream()
                .filter(type -> exported.contains(type.getPackageName()) && isSeen(type))
                .flatMap(type -> type.getMembers().stream())
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(member -> member.getAllInvolvedRawTypes().stream()
                        .filter(named ->
                                !named.isPrimitive() && named.getPackageName().startsWith("io.heddle"))
                        .filter(named -> !exported.contains(named.getPackageName()))
                        .map(named -> member.getFullName() + " names " + named.getName()))
                .toList();
        assertThat(leaks).isEmpty();
    }

    private static boolean isSeen(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isSeen).orElse(true);
    }
}
