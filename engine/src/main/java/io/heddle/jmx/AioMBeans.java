package io.heddle.jmx;

import io.heddle.aio.AioProcess;
import io.heddle.aio.AioSystem;
import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Registers processes and systems with JMX, each on request. If a name is taken, a number is appended: two processes
 * {@code web} are {@code name=web} and {@code name=web#2}.
 */
public final class AioMBeans {
    private static final String DOMAIN = "io.heddle";
    private static final String NEEDS_QUOTES = ",=:\"*?\n";

    private AioMBeans() {}

    /**
     * Registers a process with the platform's server, as {@code io.heddle:type=AioProcess,name=...}, until it exits.
     *
     * @param process the process whose gauges and tunables are exposed
     * @return a registration, which can remove the bean earlier
     */
    public static Registration register(AioProcess process) {
        return register(process, ManagementFactory.getPlatformMBeanServer());
    }

    /**
     * Registers a process with a server, until it exits.
     *
     * @param process the process whose gauges and tunables are exposed
     * @param server the server that exposes them
     * @return a registration, which can remove the bean earlier
     */
    public static Registration register(AioProcess process, MBeanServer server) {
        Registration registration = register(server, "AioProcess", process.name(), new ProcessBean(process));
        process.onExit(registration::close);
        return registration;
    }

    /**
     * Registers a system with the platform's server, as {@code io.heddle:type=AioSystem,name=...} with its dialect's
     * name, until the registration is closed.
     *
     * @param system the system whose tunables are exposed
     * @return a registration, which removes the bean
     */
    public static Registration register(AioSystem system) {
        return register(system, ManagementFactory.getPlatformMBeanServer());
    }

    /**
     * Registers a system with a server, until the registration is closed.
     *
     * @param system the system whose tunables are exposed
     * @param server the server that exposes them
     * @return a registration, which removes the bean
     */
    public static Registration register(AioSystem system, MBeanServer server) {
        return register(server, "AioSystem", system.dialect().name(), new SystemBean(system));
    }

    private static Registration register(MBeanServer server, String type, String wanted, Object bean) {
        String name = wanted;
        for (int number = 2; ; number++) {
            try {
                ObjectName full = new ObjectName(DOMAIN + ":type=" + type + ",name=" + quotedIfNeeded(name));
                server.registerMBean(bean, full);
                return new Registration(server, full);
            } catch (InstanceAlreadyExistsException taken) {
                name = wanted + "#" + number;
            } catch (JMException failed) {
                throw new IllegalStateException(type + " " + wanted + " could not be registered", failed);
            }
        }
    }

    private static String quotedIfNeeded(String name) {
        boolean needed = name.chars().anyMatch(character -> NEEDS_QUOTES.indexOf(character) >= 0);
        return needed ? ObjectName.quote(name) : name;
    }
}
