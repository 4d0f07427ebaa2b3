package io.heddle.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioStatistics;
import io.heddle.aio.AioSystem;
import io.heddle.aio.BackendKind;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.aio.WorkqueueKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.rmi.server.RMIServerSocketFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerFactory;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beans as a console sees them: over a connection to a server of the test's own, on the loopback interface. */
final class AioMBeansTest {
    @TempDir
    Path directory;

    /** Only this machine can reach what it opens. */
    private static final RMIServerSocketFactory LOOPBACK =
            port -> new ServerSocket(port, 0, InetAddress.getLoopbackAddress());

    static {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1"); // the address that stubs connect to
    }

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private JMXConnectorServer door;
    private JMXConnector connector;
    private MBeanServerConnection connection;

    @BeforeEach
    void connect() throws IOException {
        door = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", "127.0.0.1", 0), // no registry: the address holds the stub
                Map.of(RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE, LOOPBACK),
                server);
        door.start();
        connector = JMXConnectorFactory.connect(door.getAddress());
        connection = connector.getMBeanServerConnection();
    }

    @AfterEach
    void disconnect() throws IOException {
        connector.close();
        door.stop();
    }

    private AioProcessMXBean bean(Registration registration) {
        return JMX.newMXBeanProxy(connection, registration.name(), AioProcessMXBean.class);
    }

    private AioSystemMXBean systemBean(Registration registration) {
        return JMX.newMXBeanProxy(connection, registration.name(), AioSystemMXBean.class);
    }

    private Set<ObjectName> ours() throws IOException, MalformedObjectNameException {
        return connection.queryNames(new ObjectName("io.heddle:*"), null);
    }

    private AioFile newFile(AioProcess process) throws IOException {
        return process.open(directory.resolve(process.name()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static ControlBlock write(AioFile file) throws AioException {
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(8), 0);
        file.process().write(block);
        return block;
    }

    // ---- a process

    @Test
    void shouldShowTheGaugesOfAProcess() throws Exception {
        try (AioProcess process = AioProcess.configure()
                .name("web")
                .backend(BackendKind.CHANNEL) // with a worker for each request
                .open()) {
            AioProcessMXBean bean = bean(AioMBeans.register(process, server));
            ControlBlock block = write(newFile(process));
            process.suspend(List.of(block));

            assertThat(bean.getName()).isEqualTo("web");
            assertThat(bean.getId()).isEqualTo(process.id());
            assertThat(bean.getDialect()).isEqualTo("POSIX");
            assertThat(bean.getBackend()).isEqualTo("channel");
            assertThat(bean.getBackendReason()).isEqualTo("AioProcessBuilder.backend is CHANNEL");
            assertThat(bean.isOpen()).isTrue();
            assertThat(List.of(bean.getOutstanding(), bean.getDone(), bean.getQueued(), bean.getRunning()))
                    .containsExactly(1, 1, 0, 0);
            assertThat(bean.getOldestQueuedUsecs()).isZero();
            assertThat(bean.getSubmitted()).isEqualTo(1);
            assertThat(bean.getReaped()).isZero();
            assertThat(bean.getThreads()).isEqualTo(1);
            assertThat(bean.getIdle()).isBetween(0, 1);
            assertThat(bean.getDying()).isZero();
            assertThat(bean.getBorn()).isEqualTo(1);
            assertThat(bean.getEnded()).isZero();

            process.reap(block);
            assertThat(bean.getOutstanding()).isZero();
            assertThat(bean.getReaped()).isEqualTo(1);
        }
    }

    /** Every component of the record is an attribute of the bean, so that a new gauge is not forgotten. */
    @Test
    void shouldHaveAnAttributeForEachStatistic() throws Exception {
        try (AioProcess process = AioProcess.open()) {
            Registration registration = AioMBeans.register(process, server);
            List<String> attributes = List.of(
                            connection.getMBeanInfo(registration.name()).getAttributes())
                    .stream()
                    .map(attribute -> attribute.getName().toLowerCase(Locale.ROOT))
                    .toList();
            for (var component : AioStatistics.class.getRecordComponents()) {
                String name = component.getName().toLowerCase(Locale.ROOT);
                assertThat(attributes).anyMatch(attribute -> attribute.startsWith(name));
            }
        }
    }

    @Test
    void shouldSetTheNumbersOfAProcess() throws Exception {
        try (AioProcess process = AioProcess.open()) {
            AioProcessMXBean bean = bean(AioMBeans.register(process, server));
            assertThat(bean.getMaxOutstanding()).isEqualTo(65_536);
            assertThat(bean.getMaxWorkers()).isEqualTo(16);
            assertThat(bean.getMaxInFlight()).isEqualTo(1024);
            assertThat(bean.getPoolWindowUsecs()).isEqualTo(5_000_000);

            bean.setMaxOutstanding(1);
            bean.setMaxWorkers(3);
            bean.setMaxInFlight(40);
            bean.setPoolWindowUsecs(2_000);

            assertThat(bean.getMaxWorkers()).isEqualTo(3);
            assertThat(bean.getMaxInFlight()).isEqualTo(40);
            assertThat(bean.getPoolWindowUsecs()).isEqualTo(2_000);
            AioFile file = newFile(process);
            ControlBlock first = write(file);
            assertThatExceptionOfType(AioException.class)
                    .isThrownBy(() -> write(file))
                    .matches(refused -> refused.errno() == Errno.EAGAIN);
            process.suspend(List.of(first));
            process.reap(first);
        }
    }

    @Test
    void shouldTellAConsoleWhyAValueIsRefused() throws Exception {
        try (AioProcess process =
                AioProcess.configure().workqueue(WorkqueueKind.SHARED).open()) {
            AioProcessMXBean bean = bean(AioMBeans.register(process, server));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bean.setMaxOutstanding(0))
                    .withMessage("heddle.aio.proc.max_outstanding is to be 0 requests, it must be 1 to 2147483647");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> bean.setMaxWorkers(2))
                    .withMessageContaining("shared pool");
            assertThat(bean.getMaxOutstanding()).isEqualTo(65_536);
        }
    }

    // ---- names and ends

    @Test
    void shouldTellProcessesOfOneNameApart() throws Exception {
        try (AioProcess first = AioProcess.configure().name("web").open();
                AioProcess second = AioProcess.configure().name("web").open();
                AioProcess third = AioProcess.configure().name("web").open()) {
            List<Registration> registrations = List.of(
                    AioMBeans.register(first, server),
                    AioMBeans.register(second, server),
                    AioMBeans.register(third, server));
            assertThat(registrations)
                    .extracting(Registration::toString)
                    .containsExactly(
                            "io.heddle:type=AioProcess,name=web",
                            "io.heddle:type=AioProcess,name=web#2",
                            "io.heddle:type=AioProcess,name=web#3");
            assertThat(registrations)
                    .extracting(registration -> bean(registration).getId())
                    .containsExactly(first.id(), second.id(), third.id());
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void shouldShowNamesThatJmxWouldMisread() throws Exception {
        String odd = "a,b=c:\"d\"*?e"; // a line break never gets here
        try (AioProcess process = AioProcess.configure().name(odd).open()) {
            Registration registration = AioMBeans.register(process, server);
            assertThat(bean(registration).getName()).isEqualTo(odd);
            assertThat(ObjectName.unquote(registration.name().getKeyProperty("name")))
                    .isEqualTo(odd);
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void shouldBeGoneAfterTheExitButNotAfterAnExec() throws Exception {
        AioProcess process = AioProcess.open();
        AioProcessMXBean bean = bean(AioMBeans.register(process, server));
        process.exec(Duration.ofSeconds(30));
        assertThat(bean.isOpen()).isTrue();

        process.close();
        assertThat(ours()).isEmpty();
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(bean::isOpen)
                .havingRootCause()
                .isInstanceOf(InstanceNotFoundException.class);
    }

    @Test
    void shouldNotShowAProcessThatHasExited() throws Exception {
        AioProcess process = AioProcess.open();
        process.close();
        AioMBeans.register(process, server);
        assertThat(ours()).isEmpty();
    }

    @Test
    void shouldBeTakenFromTheServerEarlierAndNeverTakeAnotherWithIt() throws Exception {
        AioProcess first = AioProcess.configure().name("web").open();
        Registration early = AioMBeans.register(first, server);
        early.close();
        assertThat(ours()).isEmpty();
        try (AioProcess second = AioProcess.configure().name("web").open()) {
            Registration other = AioMBeans.register(second, server);
            assertThat(other.name()).isEqualTo(early.name());

            early.close();
            first.close();
            assertThat(bean(other).getId()).isEqualTo(second.id());
        }
    }

    @Test
    void shouldUseThePlatformsServerUnlessToldOtherwise() throws Exception {
        MBeanServer platform = ManagementFactory.getPlatformMBeanServer();
        AioProcess process = AioProcess.open();
        Registration ofProcess = AioMBeans.register(process);
        Registration ofSystem = AioMBeans.register(new AioSystem(Dialect.XNU));
        assertThat(platform.isRegistered(ofProcess.name())).isTrue();
        assertThat(platform.isRegistered(ofSystem.name())).isTrue();

        process.close();
        ofSystem.close();
        assertThat(platform.isRegistered(ofProcess.name())).isFalse();
        assertThat(platform.isRegistered(ofSystem.name())).isFalse();
    }

    // ---- a system

    @Test
    void shouldShowAndSetASystemsTunables() throws Exception {
        AioSystem xnu = new AioSystem(Dialect.XNU);
        try (Registration registration = AioMBeans.register(xnu, server)) {
            AioSystemMXBean bean = systemBean(registration);
            assertThat(registration).hasToString("io.heddle:type=AioSystem,name=XNU");
            assertThat(bean.getDialect()).isEqualTo("XNU");
            assertThat(bean.getOutstanding()).isZero();
            assertThat(bean.getTunables()).containsOnlyKeys(xnu.tunables().keySet());
            assertThat(bean.getTunables()).containsEntry("kern.aiomax", 90L).containsEntry("kern.aioprocmax", 16L);

            bean.set("kern.aiomax", 200);

            assertThat(bean.get("kern.aiomax")).isEqualTo(200);
            assertThat(xnu.limit()).isEqualTo(200);
            assertThat(bean.describe("kern.aioprocmax")).endsWith("in requests: 16 to 200");
            assertThat(bean.describe("heddle.aio.num_outstanding")).endsWith("in requests: read-only");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bean.set("kern.aioprocmax", 201))
                    .withMessage("kern.aioprocmax is to be 201 requests, it must be 16 to 200");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bean.get("kern.aiomin"))
                    .withMessageContaining("no tunable kern.aiomin")
                    .withMessageContaining("kern.aiomax");
            assertThat(xnu.processLimit()).isEqualTo(16);
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void shouldTellSystemsOfOneDialectApart() throws Exception {
        try (Registration first = AioMBeans.register(AioSystem.of(Dialect.FREEBSD), server);
                Registration second = AioMBeans.register(new AioSystem(Dialect.FREEBSD), server)) {
            systemBean(second).set("vfs.aio.max_aio_queue", 5);
            assertThat(systemBean(first).get("vfs.aio.max_aio_queue")).isEqualTo(1024);
            assertThat(second.name().getKeyProperty("name")).isEqualTo("FREEBSD#2");
        }
    }
}
