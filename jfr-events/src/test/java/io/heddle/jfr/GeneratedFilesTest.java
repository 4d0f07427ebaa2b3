package io.heddle.jfr;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The files that are made from the events' metadata say what the metadata says. */
final class GeneratedFilesTest {
    @Test
    void shouldHaveAFreshSettingsFile() throws IOException {
        new Generated(Path.of("src/main/resources/io/heddle/jfr/aio.jfc"), AioJfc.text()).assertFresh();
    }

    @Test
    void shouldHaveAFreshPageOfAllEvents() throws IOException {
        new Generated(Path.of("../docs/events.md"), EventsPage.text()).assertFresh();
    }
}
