package io.heddle.bench.server;

import io.heddle.aio.AioProcess;
import io.heddle.bench.cli.Failures;
import io.heddle.bench.jmh.ProcessClock;
import io.heddle.bench.probe.Parent;
import io.heddle.bench.stall.StallProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** A {@link FileServer} that reports the cost of its answers, and how late another virtual thread ran meanwhile. */
public final class ServerProbe {
    private static final double NANOS_PER_MICRO = 1_000;

    private ServerProbe() {}

    /**
     * Serves until its standard input ends. It answers {@code end} with the figures since the previous line, and any
     * other line with its port.
     *
     * @param args the folder, and {@code heddle} or {@code channel}
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Parent.endWith();
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try (AioProcess process = AioProcess.configure().name("files").open();
                FileServer server = new FileServer(
                        Path.of(args[0]),
                        args[1].equals("heddle") ? FileServer.heddle(process) : FileServer.channel(),
                        0)) {
            serve(server.port());
        } catch (IOException failed) {
            System.err.println(Failures.describe(failed));
            System.exit(1);
        }
        System.exit(0);
    }

    private static void serve(int port) throws IOException, InterruptedException {
        ProcessClock clock = new ProcessClock();
        StallProbe stalls = StallProbe.start();
        long cpu = 0;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Histogram delays = stalls.stop();
            if (line.equals("end")) {
                System.out.println("cpu_ns=" + (clock.nanos() - cpu)
                        + " p50_us=" + delays.getValueAtPercentile(50) / NANOS_PER_MICRO
                        + " p99_us=" + delays.getValueAtPercentile(99) / NANOS_PER_MICRO);
            } else {
                System.out.println("port=" + port);
            }
            stalls = StallProbe.start();
            cpu = clock.nanos();
        }
        stalls.stop();
    }
}
