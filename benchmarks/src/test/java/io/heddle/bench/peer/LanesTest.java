package io.heddle.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class LanesTest {
    enum Kind {
        PLATFORM,
        VIRTUAL;

        ThreadFactory factory() {
            return this == PLATFORM
                    ? Thread.ofPlatform().factory()
                    : Thread.ofVirtual().factory();
        }
    }

    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger drained = new AtomicInteger();

    private final class Counting implements Lanes.Lane {
        @Override
        public void operation() {
            operations.incrementAndGet();
        }

        @Override
        public void drain() {
            drained.incrementAndGet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveDoneTheWholeBatchWhenItReturns(Kind kind) throws Exception {
        try (Lanes lanes = new Lanes(7, kind.factory(), _ -> new Counting())) {
            lanes.run(700);
            assertThat(operations).hasValue(700);
            lanes.run(1);
            assertThat(operations).as("one for each lane").hasValue(707);
            assertThat(drained).hasValue(0);
        }
        assertThat(drained).hasValue(7);
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellOfAnOperationThatFails(Kind kind) throws Exception {
        IOException broken = new IOException("broken");
        Lanes lanes = new Lanes(3, kind.factory(), number -> () -> {
            operations.incrementAndGet();
            if (number == 1) {
                throw broken;
            }
        });
        assertThatThrownBy(() -> lanes.run(9)).hasCause(broken);
        assertThat(operations).hasValue(7);
        assertThatThrownBy(lanes::close).hasCause(broken);
    }
}
