package io.heddle.bench.top;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A JVM of this machine that has the library and can be queried. */
final class WatchedJvm {
    private static final String REPOSITORY = "Repository path:";

    private final long pid;
    private final Jcmd jcmd;

    private WatchedJvm(long pid, Jcmd jcmd) {
        this.pid = pid;
        this.jcmd = jcmd;
    }

    /**
     * Returns a process after checking that it can be watched.
     *
     * @throws RunFailure if there is no such process, it refuses, or it has not loaded the library
     */
    static WatchedJvm of(long pid) throws RunFailure, InterruptedException {
        ProcessHandle process = ProcessHandle.of(pid)
                .orElseThrow(() -> new RunFailure(
                        pid + ": no such process; heddle top without a number looks for JVMs that have Heddle"));
        if (pid == ProcessHandle.current().pid()) {
            throw new RunFailure(pid + ": this is heddle top itself; name another JVM");
        }
        requireAttachable(process);
        if (!HeddleJvms.hasHeddle(pid)) {
            throw new RunFailure(
                    pid + " (" + HeddleJvms.name(pid) + "): has not loaded Heddle; if it is going to, start "
                            + "heddle top after its first process was opened; without a number heddle top looks for "
                            + "JVMs that have it");
        }
        return new WatchedJvm(pid, Jcmd.find());
    }

    private static void requireAttachable(ProcessHandle process) throws RunFailure {
        VirtualMachine machine;
        try {
            machine = VirtualMachine.attach(Long.toString(process.pid()));
        } catch (AttachNotSupportedException unlike) {
            // The exception's message holds the arguments of the process, which may be secrets.
            throw new RunFailure(process.pid() + ": does not let heddle attach; " + advice(process));
        } catch (IOException refused) {
            throw new RunFailure(process.pid() + ": does not let heddle attach (" + Failures.describe(refused) + "); "
                    + advice(process));
        }
        try {
            machine.detach();
        } catch (IOException gone) {
            // The JVM has ended.
        }
    }

    private static String advice(ProcessHandle process) {
        Optional<String> owner = process.info().user();
        Optional<String> self = ProcessHandle.current().info().user();
        if (owner.isPresent() && self.isPresent() && !owner.equals(self)) {
            return "it belongs to " + owner.get() + ": run heddle as that user";
        }
        return "it must be a JVM, of the same user, started without -XX:+DisableAttachMechanism; a recording by "
                + "-XX:StartFlightRecording and heddle report work without";
    }

    long pid() {
        return pid;
    }

    /** Executes a command of jcmd there. */
    String command(String... command) throws RunFailure, InterruptedException {
        return jcmd.require(pid, command);
    }

    /**
     * Returns the folder in which Flight Recorder keeps its data there. A recording must be running: before, the folder
     * does not exist.
     *
     * @throws RunFailure if the JVM does not report it, or the folder cannot be read from here
     */
    Path repository() throws RunFailure, InterruptedException {
        String path = command("JFR.configure")
                .lines()
                .filter(line -> line.startsWith(REPOSITORY))
                .map(line -> line.substring(REPOSITORY.length()).strip())
                .findFirst()
                .orElse("");
        Path inItsRoot = Path.of("/proc/" + pid + "/root" + path); // it may be in a container
        Path folder = Files.isDirectory(inItsRoot) ? inItsRoot : Path.of(path);
        if (path.isEmpty() || !Files.isReadable(folder)) {
            throw new RunFailure(pid + ": what Flight Recorder records there cannot be read (" + path + ")");
        }
        return folder;
    }
}
