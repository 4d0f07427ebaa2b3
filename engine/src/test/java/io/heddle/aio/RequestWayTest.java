package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.TransferChannel;
import io.heddle.time.Ticker;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The methods on a read's way, as package-info lists them for its readers. */
final class RequestWayTest {
    private static final Path PAGE = Path.of("src/main/java/io/heddle/aio/package-info.java");
    private static final Pattern LIST = Pattern.compile("<pre>\\R((?: \\*   \\w+\\.\\w+\\R)+) \\* </pre>");

    private final List<List<String>> atClock = Collections.synchronizedList(new ArrayList<>());
    private volatile List<String> atChannel;

    /** The engine's methods on the calling thread's stack, from the first to the last. */
    private static List<String> stack() {
        List<String> methods = StackWalker.getInstance()
                .walk(frames -> frames.map(frame -> {
                            String type = frame.getClassName();
                            return type.startsWith("io.heddle.")
                                    ? type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName()
                                    : "";
                        })
                        .filter(method -> !method.isEmpty() && !method.contains("RequestWayTest"))
                        .toList());
        return methods.reversed().stream()
                .dropWhile(method -> !method.equals("AioProcess.read") && !method.equals("Worker.run"))
                .toList(); // before a worker there is its scope, which is one or the other
    }

    /** Parts of the page that list methods and nothing else. */
    private static List<List<String>> listed() throws Exception {
        List<List<String>> lists = new ArrayList<>();
        Matcher matcher = LIST.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            lists.add(matcher.group(1)
                    .lines()
                    .map(line -> line.substring(" *   ".length()))
                    .toList());
        }
        return lists;
    }

    /** The JVM's clock, which is read at the end of the way to the queue: when a worker is wanted. */
    private final Ticker ticker = new Ticker() {
        @Override
        public long nanoTime() {
            atClock.add(stack());
            return SYSTEM.nanoTime();
        }

        @Override
        public void parkNanos(Object blocker, long nanos) {
            SYSTEM.parkNanos(blocker, nanos);
        }
    };

    /** Reads a byte, and notes who has called. */
    private final class Channel extends TransferChannel {
        @Override
        public int read(ByteBuffer bytes, long position) {
            if (!bytes.hasRemaining()) {
                return 0; // from adopt, which finds out what the channel allows
            }
            atChannel = stack();
            bytes.put((byte) 1);
            return 1;
        }

        @Override
        public int write(ByteBuffer bytes, long position) {
            return bytes.remaining(); // as above: none
        }

        @Override
        public void force(boolean metadata) {
            throw new IllegalStateException("nothing is written");
        }
    }

    @Test
    void shouldBeAsThePageListsIt() throws Exception {
        try (AioProcess process = AioProcess.configure()
                .backend(BackendKind.CHANNEL)
                .threads(ThreadKind.PLATFORM)
                .ticker(ticker)
                .open()) {
            AioFile file = process.adopt(new Channel());
            ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(1), 0);
            process.read(block);
            process.suspend(List.of(block));
            assertThat(process.reap(block)).isOne();
        }
        List<String> toQueue = atClock.stream()
                .filter(stack -> stack.contains("WorkerHost.wantWorker"))
                .findFirst()
                .orElseThrow();

        assertThat(listed()).containsExactly(toQueue, atChannel);
    }
}
