package io.heddle.testing;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * A program that uses only the library's public types, from the class path. It prints the chosen backend, the reason,
 * and what an operator would find in the log.
 */
public final class BackendChild extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private BackendChild() {}

    public static void main(String[] arguments) throws Exception {
        BackendChild log = new BackendChild();
        Logger logger = Logger.getLogger("io.heddle");
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.INFO);
        logger.addHandler(log);
        for (int i = 0; i < 2; i++) {
            try (AioProcess process = AioProcess.open();
                    AioFile file = process.open(Files.createTempFile(Path.of("."), "child", ".data"))) {
                file.read(ByteBuffer.allocate(1), 0);
                if (i == 0) {
                    System.out.println(process.backendName());
                    System.out.println(process.backendReason());
                }
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("heddle-backend-probe")) {
                thread.join(); // it logs when the choice is made
            }
        }
        log.lines.forEach(System.out::println);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
