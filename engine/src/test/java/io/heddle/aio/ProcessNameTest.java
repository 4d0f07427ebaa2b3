package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

final class ProcessNameTest {
    /** It clears the screen, breaks the line and turns its direction around. */
    private static final String NASTY = "\u001b[2Jwarp\n\u009b\u202e\u2066\u2028\ud800\u007f";

    private static final String SHOWN = "\ufffd[2Jwarp\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd";

    @Test
    void shouldReplaceWhatATerminalObeys() throws AioException {
        try (AioProcess process = AioProcess.configure().name(NASTY).open()) {
            assertThat(process.name()).isEqualTo(SHOWN);
            ThreadFactory workers = ThreadKind.PLATFORM.factory(process.name());
            assertThat(workers.newThread(() -> {}).getName()).isEqualTo("heddle-" + SHOWN + "-worker-1");
        }
    }

    @Test
    void shouldKeepWhatIsVisible() throws AioException {
        try (AioProcess process = AioProcess.configure().name("Grüße 漢字 👍 (1)").open()) {
            assertThat(process.name()).isEqualTo("Grüße 漢字 👍 (1)");
        }
    }

    @Test
    void shouldRefuseABlankName() {
        assertThatThrownBy(() -> AioProcess.configure().name(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name is blank");
    }
}
