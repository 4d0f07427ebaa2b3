package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.Trace;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that has the library in a class loader of its own, and closes all that it has opened, leaves nothing
 * behind: the loader can be collected, and no descriptor, mapping or thread is left.
 */
final class UnloadTest {
    @TempDir
    private Path folder;

    @Test
    void shouldLeaveNothingWithoutTheEvents() throws Exception {
        assertThat(run(locationOf(Trace.class), applicationOnly())).contains("nothing stays\n");
    }

    /** Without any recording, after one has ended, and while a recording of the JVM continues. */
    @Test
    void shouldLeaveNothingWithTheEvents() throws Exception {
        assertThat(run(locationOf(Trace.class), locationOf(JfrTracerProvider.class), locationOf(Deployed.class)))
                .contains("nothing stays\n");
    }

    /** Returns a folder with the application's class alone: its real one has classes that need the events. */
    private String applicationOnly() throws IOException, URISyntaxException {
        String name = Deployed.class.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve("classes").resolve(name);
        Files.createDirectories(copy.getParent());
        Files.copy(Path.of(URI.create(locationOf(Deployed.class))).resolve(name), copy);
        return folder.resolve("classes").toUri().toString();
    }

    private String run(String... locations) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(folder.toString()));
        arguments.addAll(Arrays.asList(locations));
        return ChildJvm.run(
                Redeployment.class,
                List.of("--enable-native-access=ALL-UNNAMED", "--enable-preview", "-Xmx64m"),
                arguments.toArray(String[]::new));
    }

    private static String locationOf(Class<?> type) throws URISyntaxException {
        URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return location.toString();
    }
}
