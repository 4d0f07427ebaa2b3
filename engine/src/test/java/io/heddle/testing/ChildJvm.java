package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A JVM of its own for what this one cannot do to itself: another user, locale, umask or limit. It has the engine, the
 * tests and the JDK on its class path, but no libraries. It runs a {@code main}, whose output is asserted on.
 */
public final class ChildJvm {
    private static final String NOBODY = "65534";

    private final Class<?> main;
    private final Path folder;
    private final List<String> before = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>();
    private String shell = "";
    private Duration patience = Duration.ofSeconds(100);
    private boolean hasNativeAccess = true;
    private List<Path> classes;

    /**
     * Describes a JVM.
     *
     * @param main the class whose main method runs
     * @param folder for output, and for a copy of the classes that another user can read
     */
    public ChildJvm(Class<?> main, Path folder) {
        this.main = main;
        this.folder = folder;
        classes = List.of(placeOf(ChildJvm.class), enginePlace());
    }

    private static Path enginePlace() {
        try {
            return placeOf(Class.forName("io.heddle.aio.AioProcess"));
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Path placeOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** Sets an environment variable. */
    public ChildJvm with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Adds an option of the JVM, which overrides the default ones. */
    public ChildJvm withOption(String option) {
        options.add(option);
        return this;
    }

    /** Grants native access to no module, unless an option does. */
    public ChildJvm withoutNativeAccess() {
        hasNativeAccess = false;
        return this;
    }

    /** Sets how long to wait for its end. */
    public ChildJvm withPatience(Duration time) {
        patience = time;
        return this;
    }

    /** Runs commands of bash first, such as {@code ulimit -n 64}. */
    public ChildJvm after(String commands) {
        shell += commands + "; ";
        return this;
    }

    /**
     * Runs as a user that is not root, or skips the test and names what is missing. The folder is that user's
     * afterwards.
     */
    public ChildJvm asOrdinaryUser() throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return this;
        }
        before.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        List<Path> copies = new ArrayList<>();
        for (Path each : classes) {
            copies.add(copy(each, folder.resolve("classes" + copies.size())));
        }
        classes = copies;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> trial = new ArrayList<>(before);
        trial.addAll(List.of(java(), "-version"));
        assumeTrue(succeeds(trial), "setpriv is missing, or user " + NOBODY + " cannot run " + java());
        return this;
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            return Files.copy(from, to);
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
        return to;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs it to its end, which must be successful, and returns the lines of its output. */
    public List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of("bash", "-c", shell + "exec \"$@\"", "bash", java()));
        if (hasNativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains("--enable-preview")) {
            command.add("--enable-preview"); // classes may have been compiled for it
        }
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, classes.stream().map(Path::toString).toList()));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "child", ".out");
        Path errors = Files.createTempFile(folder, "child", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process child = builder.start();
        try {
            if (!child.waitFor(patience)) {
                dumpThreads(child);
                throw new AssertionError("no end of the child in " + patience.toSeconds() + " s: "
                        + Files.readString(output) + Files.readString(errors));
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue())
                .as(Files.readString(output) + Files.readString(errors))
                .isZero();
        return Files.readAllLines(output);
    }

    /** Makes a stuck child print its platform threads, and then all threads. */
    private void dumpThreads(Process child) throws IOException, InterruptedException {
        Path threads = Files.createTempFile(folder, "child", ".threads");
        String pid = String.valueOf(child.pid());
        succeeds(List.of("kill", "-QUIT", pid));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                pid,
                "Thread.dump_to_file",
                "-overwrite",
                threads.toString());
        Process dumper = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.INHERIT)
                .start();
        try {
            dumper.waitFor(Duration.ofSeconds(20));
        } finally {
            dumper.destroyForcibly();
        }
        System.out.println(Files.readString(threads));
    }
}
