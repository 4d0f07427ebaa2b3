package io.heddle.jfr;

import io.heddle.aio.AioProcess;
import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files generated from the events' metadata are up to date. */
final class GeneratedFilesTest {
    /** A type has a period only while a periodic action is registered for its events. */
    @BeforeAll
    static void addPeriodic() {
        EventTypes.addPeriodic(new JfrTracer());
    }

    @AfterAll
    static void removePeriodic() {
        EventTypes.removePeriodic();
    }

    /** Which events are periodic is known once a recording has started while a process is open. */
    @BeforeAll
    static void record() throws IOException {
        try (AioProcess _ = AioProcess.open();
                Recording recording = new Recording()) {
            recording.start();
        }
    }

    @Test
    void shouldHaveAFreshSettingsFile() throws IOException {
        new Generated(Path.of("src/main/resources/io/heddle/jfr/aio.jfc"), AioJfc.text()).assertFresh();
    }

    @Test
    void shouldHaveAFreshPageOfAllEvents() throws IOException {
        new Generated(Path.of("../docs/events.md"), EventsPage.text()).assertFresh();
    }
}
