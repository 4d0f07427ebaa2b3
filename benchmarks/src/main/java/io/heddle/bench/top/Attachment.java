package io.heddle.bench.top;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.util.Optional;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A connection to the management of another JVM of this machine, by the agent that each JDK has for that: it takes connections
 * from the same machine only, and only those who may attach learn its address.
 */
final class Attachment implements AutoCloseable {
    private final JMXConnector connector;

    private Attachment(JMXConnector connector) {
        this.connector = connector;
    }

    /**
     * Connects.
     *
     * @throws RunFailure if there is no such process, it refuses, or it has not loaded the library
     */
    @SuppressWarnings("BanJNDI") // the address comes from the JVM to which we are attached already
    static Attachment to(long pid) throws RunFailure, InterruptedException {
        ProcessHandle process = ProcessHandle.of(pid)
                .orElseThrow(() -> new RunFailure(
                        pid + ": no such process; heddle top without a number looks for JVMs that have Heddle"));
        if (pid == ProcessHandle.current().pid()) {
            throw new RunFailure(pid + ": this is heddle top itself; name another JVM");
        }
        VirtualMachine machine = attach(process);
        try {
            if (!HeddleJvms.hasHeddle(pid)) {
                throw new RunFailure(
                        pid + " (" + HeddleJvms.name(pid) + "): has not loaded Heddle; if it is going to, start "
                                + "heddle top after its first process was opened; without a number heddle top looks for JVMs that have it");
            }
            return new Attachment(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
        } catch (IOException broken) {
            throw new RunFailure(pid + ": cannot connect to its management agent", broken);
        } finally {
            detach(machine);
        }
    }

    private static VirtualMachine attach(ProcessHandle process) throws RunFailure {
        try {
            return VirtualMachine.attach(Long.toString(process.pid()));
        } catch (AttachNotSupportedException | IOException refused) {
            throw new RunFailure(process.pid() + ": does not let heddle attach (" + Failures.describe(refused) + "); "
                    + advice(process));
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

    private static void detach(VirtualMachine machine) {
        try {
            machine.detach();
        } catch (IOException gone) {
            // There is nobody to detach from.
        }
    }

    MBeanServerConnection connection() throws RunFailure {
        try {
            return connector.getMBeanServerConnection();
        } catch (IOException broken) {
            throw new RunFailure("the connection to the JVM broke", broken);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException gone) {
            // The other side is closed already.
        }
    }
}
