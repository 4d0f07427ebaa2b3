package io.heddle.aio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A value that an operator can read and, if it is {@linkplain #isWritable writable}, change while requests run: the
 * counterpart of a kernel's {@code sysctl}. A tunable keeps no copy: it reads and writes the value where the engine
 * uses it, so that a change takes effect at the engine's next read of the value. Safe for use by any number of threads.
 *
 * @see AioSystem#tunables
 * @see AioProcess#tunables
 */
public final class Tunable {
    /** Whether, and how, the value can be changed. */
    sealed interface Change {}

    /**
     * The value can be changed to anything from the least to the most, inclusive. The bounds can depend on other
     * values.
     */
    record Within(LongSupplier least, LongSupplier most, LongConsumer setter) implements Change {}

    /** The value cannot be changed. */
    record Refused(String why) implements Change {}

    private final String name;
    private final String unit;
    private final String description;
    private final LongSupplier getter;
    private final Change change;
    private final Object lock;

    /**
     * Creates a tunable.
     *
     * @param lock held from the check of the range to the end of the change: tunables whose ranges depend on each other
     *     share it
     */
    Tunable(String name, String unit, String description, LongSupplier getter, Change change, Object lock) {
        this.name = name;
        this.unit = unit;
        this.description = description;
        this.getter = getter;
        this.change = change;
        this.lock = lock;
    }

    /**
     * Returns the name: that of the kernel if a kernel has the value, otherwise one that begins with {@code
     * heddle.aio}.
     *
     * @return for example {@code kern.aiomax}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the unit of the value.
     *
     * @return for example {@code requests} or {@code microseconds}
     */
    public String unit() {
        return unit;
    }

    /**
     * Returns what the value means.
     *
     * @return one sentence without a full stop
     */
    public String description() {
        return description;
    }

    /**
     * Returns the value.
     *
     * @return the current value
     */
    public long get() {
        return getter.getAsLong();
    }

    /**
     * Changes the value.
     *
     * @param value {@link #least} to {@link #most}
     * @throws IllegalArgumentException if the value is out of range: then nothing is changed
     * @throws UnsupportedOperationException if the value cannot be changed; the message states why
     */
    public void set(long value) {
        switch (change) {
            case Refused(String why) ->
                throw new UnsupportedOperationException(name + " cannot be set to " + value + ": " + why);
            case Within(LongSupplier least, LongSupplier most, LongConsumer setter) -> {
                synchronized (lock) {
                    if (value < least.getAsLong() || value > most.getAsLong()) {
                        throw new IllegalArgumentException(name + " is to be " + value + " " + unit + ", it must be "
                                + least.getAsLong() + " to " + most.getAsLong());
                    }
                    setter.accept(value);
                }
            }
        }
    }

    /**
     * Returns whether the value can be changed.
     *
     * @return {@code false} for a gauge, and for a value that has no meaning on a JVM
     */
    public boolean isWritable() {
        return change instanceof Within;
    }

    /**
     * Returns the smallest value that can currently be set, which may depend on other tunables.
     *
     * @return the current value if it cannot be changed
     */
    public long least() {
        return change instanceof Within within ? within.least.getAsLong() : get();
    }

    /**
     * Returns the largest value that can currently be set, which may depend on other tunables.
     *
     * @return the current value if it cannot be changed
     */
    public long most() {
        return change instanceof Within within ? within.most.getAsLong() : get();
    }

    @Override
    public String toString() {
        return name + ": " + get();
    }

    /** Tunables by name, in the order in which they were added. */
    static final class Table {
        private static final String GAUGE = "it is a gauge";

        private final Object lock;
        private final Map<String, Tunable> byName = new LinkedHashMap<>();

        Table(Object lock) {
            this.lock = lock;
        }

        /** Adds a tunable that can be changed. */
        void writable(
                String name,
                String unit,
                String description,
                LongSupplier getter,
                long least,
                long most,
                LongConsumer setter) {
            add(name, unit, description, getter, new Tunable.Within(() -> least, () -> most, setter));
        }

        /** Adds a tunable that can only be read: a count of the engine. */
        void gauge(String name, String unit, String description, LongSupplier getter) {
            add(name, unit, description, getter, new Tunable.Refused(GAUGE));
        }

        /** Adds a tunable whose value is fixed. */
        void fixed(String name, String unit, String description, LongSupplier getter, String why) {
            add(name, unit, description, getter, new Tunable.Refused(why));
        }

        void add(String name, String unit, String description, LongSupplier getter, Tunable.Change change) {
            byName.put(name, new Tunable(name, unit, description, getter, change, lock));
        }

        Map<String, Tunable> all() {
            return Collections.unmodifiableMap(byName);
        }

        /**
         * Returns the tunable of a name.
         *
         * @throws IllegalArgumentException if there is none; the message lists the names
         */
        static Tunable find(Map<String, Tunable> tunables, String name, Object owner) {
            Tunable found = tunables.get(name);
            if (found == null) {
                Set<String> known = tunables.keySet();
                throw new IllegalArgumentException(owner + " has no tunable " + name + ", it has " + known);
            }
            return found;
        }
    }
}
