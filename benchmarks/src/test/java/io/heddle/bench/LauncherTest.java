package io.heddle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code heddle}, in a checkout whose build and JDK are small scripts, too. */
@Timeout(120)
final class LauncherTest {
    private static final Path REPOSITORY =
            Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final String NOBODY = "65534";

    @TempDir
    Path temporary;

    private Path root;
    private Path jar;
    private Path lock;
    private Path jdk;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeCheckout() throws IOException {
        assumeTrue(Files.isExecutable(REPOSITORY.resolve("heddle")), "the launcher is not here");
        root = temporary.resolve("a check out");
        jar = root.resolve("benchmarks/target/heddle.jar");
        lock = root.resolve("benchmarks/target/heddle.lock");
        Files.createDirectories(root.resolve(".mvn"));
        Files.copy(REPOSITORY.resolve("heddle"), root.resolve("heddle"));
        Files.copy(REPOSITORY.resolve(".mvn/find-jdk.sh"), root.resolve(".mvn/find-jdk.sh"));
        Files.createDirectories(root.resolve("benchmarks/src/main"));
        Files.createFile(root.resolve("pom.xml"));
        build("echo built >>\"$0.calls\"; echo jar >benchmarks/target/heddle.jar");
        jdk = temporary.resolve("a jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
        script(jdk.resolve("bin/javac"), "exit 1");
        script(jdk.resolve("bin/java"), "for argument in \"$@\"; do echo \"<$argument>\"; done");
        environment.put("HEDDLE_JAVA", jdk.toString());
    }

    private void build(String script) throws IOException {
        script(root.resolve("mvnw"), script);
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    /** The output and the exit status of a start. */
    private record Said(int status, List<String> out, String err) {}

    private Process start(List<String> prefix, String... args) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(root.resolve("heddle").toString());
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().remove("HEDDLE_OPTS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Said end(Process process) throws IOException, InterruptedException {
        try {
            List<String> out = process.inputReader().readAllLines();
            String err = String.join("\n", process.errorReader().readAllLines());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Said(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }

    private Said run(String... args) throws IOException, InterruptedException {
        return end(start(List.of(), args));
    }

    private int builds() throws IOException {
        Path calls = root.resolve("mvnw.calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    @Test
    void shouldBuildOnceAndPassArgumentsOnAsTheyAre() throws Exception {
        Said first = run("run", "--name=a b", "*");
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.err()).contains("building");
        Said second = run("run", "--name=a b", "*");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
        assertThat(second.out())
                .endsWith("<-cp>", "<" + jar + ">", "<io.heddle.bench.Heddle>", "<run>", "<--name=a b>", "<*>");
        assertThat(lock).doesNotExist();
    }

    @Test
    void shouldSplitItsOptionsAtBlanksAndNotReadThemAsPatterns() throws Exception {
        Files.createFile(temporary.resolve("-Da=b"));
        environment.put("HEDDLE_OPTS", "-Da=*  -Dc=[a-z]\t-Dd=?");
        assertThat(run("run").out()).containsSubsequence("<-Da=*>", "<-Dc=[a-z]>", "<-Dd=?>", "<-cp>");
    }

    @Test
    void shouldBuildOnceHoweverManyStart() throws Exception {
        build("echo built >>\"$0.calls\"; sleep 1; echo jar >benchmarks/target/heddle.jar");
        List<Process> all = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            all.add(start(List.of(), "run"));
        }
        for (Process process : all) {
            assertThat(end(process).status()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
        assertThat(lock).doesNotExist();
    }

    @Test
    void shouldTellOfAFailedBuild() throws Exception {
        build("echo half >benchmarks/target/heddle.jar; echo no such thing; exit 1");
        Said failed = run("run");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err()).contains("no such thing", "the build failed");
        assertThat(jar).doesNotExist();
        assertThat(lock).doesNotExist();
    }

    @Test
    void shouldLeaveNoHalfJarWhenASignalEndsTheBuild() throws Exception {
        build("echo half >benchmarks/target/heddle.jar; echo begun >\"$0.begun\"; exec sleep 60");
        Process process = start(List.of(), "run");
        Path begun = root.resolve("mvnw.begun");
        while (!Files.exists(begun)) {
            assertThat(process.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        assertThat(process.toHandle().destroy()).isTrue();
        assertThat(end(process).status()).isEqualTo(143);
        assertThat(jar).doesNotExist();
        assertThat(lock).doesNotExist();
    }

    @Test
    void shouldBreakTheLockOfTheDead() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        // A dead process, and a process that has its number but another start time.
        for (String text : List.of(dead.pid() + "\n", ProcessHandle.current().pid() + " 1\n")) {
            Files.createDirectories(lock);
            Files.writeString(lock.resolve("pid"), text);
            Files.writeString(jar, "half");
            Said said = run("run");
            assertThat(said.status()).as(said.err()).isZero();
            assertThat(jar).hasContent("jar");
            assertThat(lock).doesNotExist();
        }
    }

    @Test
    void shouldNotBreakTheLockOfTheLiving() throws Exception {
        Files.createDirectories(lock);
        Process owner = new ProcessBuilder("sleep", "60").start();
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(owner.pid()), "stat"));
            String began = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
            Files.writeString(lock.resolve("pid"), owner.pid() + " " + began + "\n");
            Process waiting = start(List.of(), "run");
            assertThat(waiting.errorReader().readLine()).contains("waiting for another build");
            assertThat(lock).exists();
            owner.destroyForcibly().waitFor();
            assertThat(end(waiting).status()).isZero();
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void shouldWriteThroughNoLink() throws Exception {
        Path precious = Files.writeString(temporary.resolve("precious"), "precious");
        Files.createDirectories(jar.getParent());
        Files.createSymbolicLink(jar.resolveSibling("heddle-build.log"), precious);
        assertThat(run("run").status()).isZero();
        assertThat(precious).hasContent("precious");
        Files.createSymbolicLink(lock, precious);
        Files.delete(jar);
        Said said = run("run");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err()).contains(lock + " is in the way: remove it");
        assertThat(precious).hasContent("precious");
    }

    /** Root may write everywhere, so the script then runs as another user. */
    private Said runWhereNothingCanBeWritten() throws Exception {
        Path target = jar.getParent();
        boolean root = "root".equals(System.getProperty("user.name"));
        assumeTrue(!root || isThere("setpriv"), "root may write everywhere, and there is no setpriv");
        for (Path path = target; !path.equals(temporary.getParent()); path = path.getParent()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        try {
            return end(start(
                    root ? List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups") : List.of(),
                    "run"));
        } finally {
            for (Path path = target; !path.equals(temporary.getParent()); path = path.getParent()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    @Test
    void shouldSayThatTheJarIsOldWhereItCannotBuild() throws Exception {
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "old");
        old(jar);
        Said said = runWhereNothingCanBeWritten();
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.err().lines())
                .singleElement()
                .asString()
                .startsWith("heddle: " + jar + " is older than " + root)
                .contains("cannot be written", "OLD");
        assertThat(said.out()).contains("<run>");
    }

    @Test
    void shouldSayThatThereIsNoJarWhereItCannotBuild() throws Exception {
        Files.createDirectories(jar.getParent());
        Said said = runWhereNothingCanBeWritten();
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err().lines()).singleElement().asString().contains(jar + " is missing", "cannot be written");
    }

    @Test
    void shouldRefuseAJdkThatIsNone() throws Exception {
        for (String value : List.of("/nowhere", temporary.toString(), "/bin/true")) {
            environment.put("HEDDLE_JAVA", value);
            Said said = run("run");
            assertThat(said.status()).isEqualTo(1);
            assertThat(said.err())
                    .isEqualTo("heddle: HEDDLE_JAVA=" + value + " is not a JDK 25 (its folder or its bin/java).");
        }
        environment.put("HEDDLE_JAVA", jdk.resolve("bin/java").toString());
        assertThat(run("run").status()).isZero();
    }
}
