package io.heddle.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.aio.AioProcess;
import io.heddle.jfr.AioJfr;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests a program that embeds the library, as modules and on the class path: compiled with every warning, linked into
 * an image of its own, run. The program is in the folder {@code consumer} of the resources.
 */
final class ConsumerTest {
    private static final Path SOURCES = Path.of("src", "test", "resources", "consumer");
    private static final String MAIN = "org.example.server.Server";
    private static final String MODULE = "org.example.server";
    private static final String GRANTED_TO_MODULE = "--enable-native-access=io.heddle.engine";
    private static final String GRANTED_TO_CLASS_PATH = "--enable-native-access=ALL-UNNAMED";

    @TempDir
    Path folder;

    /**
     * Returns the jar that a class was loaded from. A folder of classes, which this may be in other phases of a build,
     * is no module.
     */
    private static Path jarOf(Class<?> type) throws URISyntaxException {
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertThat(jar)
                .as("run by the phase integration-test, as the jars are needed")
                .isRegularFile();
        return jar;
    }

    private static String jars() throws URISyntaxException {
        return jarOf(AioProcess.class) + System.getProperty("path.separator") + jarOf(AioJfr.class);
    }

    // ---- tools

    private static String call(String name, List<String> args) {
        Optional<ToolProvider> tool = ToolProvider.findFirst(name);
        assumeTrue(tool.isPresent(), () -> "skipped: this JDK has no " + name);
        StringWriter told = new StringWriter();
        int status = tool.orElseThrow().run(new PrintWriter(told), new PrintWriter(told), args.toArray(String[]::new));
        return status == 0 ? "" : "status " + status + ": " + told;
    }

    private Path compiled() throws Exception {
        Path classes = folder.resolve("classes");
        assertThat(call(
                        "javac",
                        List.of(
                                "-Xlint:all",
                                "-Werror",
                                "--module-path",
                                jars(),
                                "-d",
                                classes.toString(),
                                SOURCES.resolve("module-info.java").toString(),
                                SOURCES.resolve("org/example/server/Server.java")
                                        .toString())))
                .isEmpty();
        return classes;
    }

    private String run(Path java, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of(args));
        command.add(folder.toString());
        Path told = folder.resolve("told");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String all = Files.readString(told);
        assertThat(process.exitValue()).as(all).isZero();
        return all;
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    // ---- as modules

    @Test
    void shouldRunInAnImageOfItsOwn() throws Exception {
        String path = compiled() + System.getProperty("path.separator") + jars();
        Path image = folder.resolve("image");
        assertThat(call("jlink", List.of("--module-path", path, "--add-modules", MODULE, "--output", image.toString())))
                .isEmpty();
        Path java = image.resolve("bin").resolve("java");

        assertThat(run(java, GRANTED_TO_MODULE, "-m", MODULE + "/" + MAIN))
                .contains("read 4 bytes by " + backendHere() + " in module io.heddle.engine, bean io.heddle:")
                .contains("recorded 1 read calls")
                .doesNotContain("WARNING");
        assertThat(run(java, "-m", MODULE + "/" + MAIN))
                .contains("read 4 bytes by channel in module io.heddle.engine")
                .contains("start java with " + GRANTED_TO_MODULE)
                .doesNotContain("WARNING");
    }

    @Test
    void shouldRunOnTheModulePath() throws Exception {
        String path = compiled() + System.getProperty("path.separator") + jars();
        assertThat(run(java(), GRANTED_TO_MODULE, "--module-path", path, "-m", MODULE + "/" + MAIN))
                .contains("read 4 bytes by " + backendHere() + " in module io.heddle.engine")
                .contains("recorded 1 read calls");
    }

    @Test
    void shouldHideTheInnerRooms() throws Exception {
        for (String inner :
                List.of("backend.Backend", "linux.NativeBackend", "uring.UringBackend", "workq.Workqueue")) {
            Path nosy = folder.resolve("nosy").resolve("module-info.java");
            Path source = folder.resolve("nosy").resolve("Nosy.java");
            Files.createDirectories(source.getParent());
            Files.writeString(nosy, "module nosy { requires io.heddle.engine; }");
            Files.writeString(source, "package nosy; class Nosy { io.heddle." + inner + " inner; }");
            String told = call(
                    "javac",
                    List.of(
                            "--module-path",
                            jars(),
                            "-cp",
                            "",
                            "-d",
                            folder.resolve("nosy-classes").toString(),
                            nosy.toString(),
                            source.toString()));
            assertThat(told).contains("is declared in module io.heddle.engine, which does not export it");
        }
    }

    // ---- without modules

    @Test
    void shouldRunOnTheClassPath() throws Exception {
        String path = compiled() + System.getProperty("path.separator") + jars();
        assertThat(run(java(), GRANTED_TO_CLASS_PATH, "-cp", path, MAIN))
                .contains("read 4 bytes by " + backendHere() + " in unnamed module")
                .contains("recorded 1 read calls");
    }

    /** Returns the backend that a program on this machine gets: uring where the kernel allows it. */
    private static String backendHere() throws IOException {
        try (AioProcess process = AioProcess.open()) {
            return process.backendName();
        }
    }
}
