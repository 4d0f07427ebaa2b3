package io.heddle.bench.top;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.jfr.FlightRecorder;

/**
 * A program that writes and reads by the library until its input ends. It answers each line with the number of its
 * recordings.
 */
public final class HeddleTarget {
    static final String NAME = "warp";

    private static final int BLOCK = 4_096;

    private HeddleTarget() {}

    /**
     * Runs the program.
     *
     * @param args the file to be written
     */
    public static void main(String[] args) throws Exception {
        try (AioProcess process =
                        AioProcess.configure().name(NAME).maxWorkers(2).open();
                AioFile file = process.open(
                        Path.of(args[0]),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(BLOCK), 0);
            Thread.ofPlatform().daemon(true).start(() -> work(file));
            System.out.println(ChildProgram.READY);
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (questions.readLine() != null) {
                System.out.println(
                        FlightRecorder.getFlightRecorder().getRecordings().size());
            }
            // Not an orderly end: a watching program must cope with it.
            Runtime.getRuntime().halt(0);
        }
    }

    private static void work(AioFile file) {
        try {
            while (true) {
                file.write(ByteBuffer.allocate(BLOCK), 0);
                file.read(ByteBuffer.allocate(BLOCK), 0);
                Thread.sleep(1); // a light load that leaves the processors to other programs
            }
        } catch (Exception failed) {
            failed.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
