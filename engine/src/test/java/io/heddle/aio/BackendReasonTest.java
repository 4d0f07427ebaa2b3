package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.BackendChild;
import io.heddle.testing.ChildJvm;
import io.heddle.uring.PluggedRing;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user is told of the backend that AUTO has chosen, on the class path and on the module path. */
@Timeout(120)
final class BackendReasonTest {
    private static final String MODULE = "io.heddle.engine";

    @TempDir
    private Path directory;

    @BeforeEach
    void needsLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "io_uring is Linux's");
    }

    private ChildJvm child() {
        return new ChildJvm(BackendChild.class, directory).withoutNativeAccess().withOption("-Dio.heddle.scope=auto");
    }

    /** The engine as a jar on the module path; the program that uses it stays on the class path. */
    private ChildJvm childWithModule() throws IOException, URISyntaxException {
        return child().withOption("--module-path=" + jar()).withOption("--add-modules=" + MODULE);
    }

    private Path jar() throws IOException, URISyntaxException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", MODULE);
        Path classes = Path.of(AioProcess.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = directory.resolve("engine.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(out, manifest);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : (Iterable<Path>) all.filter(path -> path.toString().endsWith(".class"))::iterator) {
                archive.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, archive);
            }
        }
        return jar;
    }

    private static void assertNotGranted(List<String> told, String module, String flag) {
        String reason =
                "native access is not granted to " + module + "; start java with --enable-native-access=" + flag;
        assertThat(told)
                .containsExactly(
                        "channel",
                        "io_uring cannot be used: " + reason,
                        "INFO the backend is channel, not uring: " + reason);
    }

    @Test
    void shouldNameTheFlagOnTheClassPath() throws Exception {
        assertNotGranted(child().run(), "the class path", "ALL-UNNAMED");
    }

    @Test
    void shouldNameTheFlagWhenAnotherModuleHasNativeAccess() throws Exception {
        assertNotGranted(
                child().withOption("--enable-native-access=java.logging").run(), "the class path", "ALL-UNNAMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.logging", "ALL-UNNAMED"})
    void shouldNameTheFlagOnTheModulePath(String granted) throws Exception {
        assertNotGranted(
                childWithModule()
                        .withOption("--enable-native-access=" + granted)
                        .run(),
                "module " + MODULE,
                MODULE);
    }

    @Test
    void shouldLogNothingWhenTheRingIsUsed() throws Exception {
        assumeTrue(PluggedRing.isPossible(), "io_uring cannot be used here");
        List<String> used = List.of("uring", "io_uring can be used");
        assertThat(child().withOption("--enable-native-access=ALL-UNNAMED").run())
                .isEqualTo(used);
        assertThat(childWithModule()
                        .withOption("--enable-native-access=" + MODULE)
                        .run())
                .isEqualTo(used);
    }

    /** Who asks for a backend knows what he gets. */
    @Test
    void shouldLogNothingWhenABackendIsNamed() throws Exception {
        assertThat(child().withOption("-Dio.heddle.backend=channel").run())
                .containsExactly("channel", "the system property io.heddle.backend is CHANNEL");
        try (AioProcess process =
                AioProcess.configure().backend(BackendKind.CHANNEL).open()) {
            assertThat(process.backendReason()).isEqualTo("AioProcessBuilder.backend is CHANNEL");
        }
    }
}
