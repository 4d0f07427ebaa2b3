package io.heddle.bench.run;

import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Where Flight Recorder keeps its chunks while it records: a temporary folder of ours. Its own one can be read by
 * others, and stays when a recording begins or ends while the JVM shuts down.
 */
final class RecorderFolder {
    private static boolean set; // guarded by the class

    private RecorderFolder() {}

    /** Tells Flight Recorder, once in a JVM: recordings that have begun go on in the folder. */
    static synchronized void use() throws IOException {
        if (set) {
            return;
        }
        set = true;
        // The recorder makes its folder anew where it is gone: it must not be removed in between.
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
            TemporaryFiles.remove(folder); // then it keeps to its own
        }
    }
}
