package io.heddle.bench.run;

import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The folder where Flight Recorder keeps its chunks while it records: a temporary folder of this program. The
 * recorder's own folder is readable by other users, and remains when a recording begins or ends while the JVM shuts
 * down.
 */
final class RecorderFolder {
    private static boolean set; // guarded by the class's monitor

    private RecorderFolder() {}

    /** Sets Flight Recorder's folder, once per JVM. Recordings that have begun continue in it. */
    static synchronized void use() throws IOException {
        if (set) {
            return;
        }
        set = true;
        // The recorder creates its folder anew if it is missing, so it must not be removed in between.
        TemporaryFiles.begin(RecorderFolder::configure, () -> {});
    }

    private static void configure() throws IOException {
        Path folder = TemporaryFiles.folder(Path.of(System.getProperty("java.io.tmpdir")), "heddle-jfr.");
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "jfrConfigure",
                            new Object[] {new String[] {"repositorypath=\"" + folder + "\""}},
                            new String[] {String[].class.getName()});
        } catch (JMException | RuntimeException notOffered) {
            TemporaryFiles.remove(folder); // then the recorder keeps its own
        }
    }
}
