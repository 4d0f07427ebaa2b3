package io.heddle.jmx;

import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A bean registered with a server, until it is closed. Safe for use by any number of threads. */
public final class Registration implements AutoCloseable {
    private final MBeanServer server;
    private final ObjectName name;
    private final AtomicBoolean closed = new AtomicBoolean();

    Registration(MBeanServer server, ObjectName name) {
        this.server = server;
        this.name = name;
    }

    /**
     * Returns the bean's name.
     *
     * @return for example {@code io.heddle:type=AioProcess,name=aio-1}
     */
    public ObjectName name() {
        return name;
    }

    /**
     * Removes the bean from the server. Has no effect when called again, after the process's exit, or after the bean
     * was unregistered by other means.
     *
     * @throws IllegalStateException if the server fails
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            // unregistered by other means
        } catch (MBeanRegistrationException failed) {
            throw new IllegalStateException(name + " could not be unregistered", failed);
        }
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
