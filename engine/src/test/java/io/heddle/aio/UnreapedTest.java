package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("control blocks that are dropped without a reap are noticed")
final class UnreapedTest extends AioTest {
    private static final String GAUGE = "heddle.aio.proc.num_unreaped";

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("io.heddle");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains("reaped")) {
                warnings.add(record.getParameters()[0] + " " + record.getParameters()[1]);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openProcess() throws IOException {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        process = open(settings().name("careless").ticker(ticker));
        file = newFile(process);
    }

    @AfterEach
    void removeHandler() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private ControlBlock submit() throws IOException {
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(1), 0);
        process.write(block);
        awaitDone(block);
        return block;
    }

    private void drop(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            submit();
        }
    }

    private long gauge() {
        return process.tunable(GAUGE).get();
    }

    @Test
    void shouldWarnOnceOfAThousandAndNameTheProcess() throws IOException {
        drop(1_000);
        assertThat(warnings).isEmpty();

        ticker.advance(Unreaped.LONG_NANOS);
        drop(1);
        Conditions.await("the warning", () -> !warnings.isEmpty()); // it is logged after the request is done
        assertThat(warnings).containsExactly(process + " 1000");
        assertThat(gauge()).isEqualTo(1_000);

        for (int i = 0; i < 5; i++) {
            drop(1_000);
            ticker.advance(Unreaped.LONG_NANOS);
        }
        drop(1);
        assertThat(warnings).hasSize(1);
        assertThat(gauge()).isGreaterThan(4_000);
    }

    /** A program may have thousands of requests that are done, as long as it reaps them. */
    @Test
    void shouldNotWarnWhereEachIsReapedWithinAMinute() throws IOException {
        for (int round = 0; round < 5; round++) {
            List<ControlBlock> blocks = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                blocks.add(submit());
            }
            ticker.advance(Unreaped.LONG_NANOS - 1);
            blocks.add(submit());
            for (ControlBlock block : blocks) {
                process.reap(block);
            }
            ticker.advance(Unreaped.LONG_NANOS);
        }
        assertThat(warnings).isEmpty();
        assertThat(gauge()).isZero();
    }

    @Test
    void shouldTellFewByTheGauge() throws IOException {
        drop(3);
        assertThat(gauge()).isZero();
        ticker.advance(Unreaped.LONG_NANOS);
        ControlBlock kept = submit();

        assertThat(gauge()).isEqualTo(3);

        process.reap(kept);
        assertThat(gauge()).isEqualTo(3);
        assertThat(warnings).isEmpty();
    }
}
