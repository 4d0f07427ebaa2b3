package io.heddle.jmx;

import java.util.Map;

/**
 * The tunables of a system, under the names that {@code sysctl} has for them on the dialect's kernel.
 *
 * <p>A proxy throws the exceptions documented here; a call through the connection itself wraps them in a {@link
 * javax.management.RuntimeMBeanException}.
 */
public interface AioSystemMXBean {
    /**
     * Returns the dialect whose rules the system follows.
     *
     * @return POSIX, XNU or FREEBSD
     */
    String getDialect();

    /**
     * Returns the number of requests that the system's processes have submitted and not reaped.
     *
     * @return the number; always 0 in the default system of POSIX, which does not count
     */
    int getOutstanding();

    /**
     * Returns all tunables.
     *
     * @return their values by name
     */
    Map<String, Long> getTunables();

    /**
     * Returns one tunable.
     *
     * @param name for example {@code kern.aiomax}
     * @return its value
     * @throws IllegalArgumentException if the system has none of that name; the message lists all
     */
    long get(String name);

    /**
     * Changes one tunable.
     *
     * @param name for example {@code kern.aiomax}
     * @param value in the tunable's unit and range
     * @throws IllegalArgumentException if the system has none of that name, or the value is out of range; nothing is
     *     changed then
     * @throws UnsupportedOperationException if the tunable cannot be changed; the message says why
     */
    void set(String name, long value);

    /**
     * Describes one tunable.
     *
     * @param name for example {@code kern.aiomax}
     * @return what it does, its unit and the values that can be set now
     * @throws IllegalArgumentException if the system has none of that name
     */
    String describe(String name);
}
