package io.heddle.aio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A number that an operator can look at and, if it is {@linkplain #isWritable writable}, change while requests run:
 * what a kernel's {@code sysctl} is. It keeps no copy: it reads and writes the number where it is used, so that a
 * change holds from the next moment at which the number is looked at. Safe for use by any number of threads.
 *
 * @see AioSystem#tunables
 * @see AioProcess#tunables
 */
public final class Tunable {
    /** Whether the number can be changed. */
    sealed interface Change {}

    /** To anything from the least to the most, both included. The bounds can depend on other numbers. */
    record Within(LongSupplier least, LongSupplier most, LongConsumer setter) implements Change {}

    /** It cannot. */
    record Refused(String why) implements Change {}

    private final String name;
    private final String unit;
    private final String description;
    private final LongSupplier getter;
    private final Change change;
    private final Object lock;

    /**
     * Makes a tunable.
     *
     * @param lock is held from the check of the range to the end of the change: those whose ranges depend on each other
     *     have the same
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
     * Returns the name: a kernel's own where the number is a kernel's, otherwise one that begins with {@code
     * heddle.aio}.
     *
     * @return for example {@code kern.aiomax}
     */
    public String name() {
        return name;
    }

    /**
     * Returns what the number counts.
     *
     * @return for example {@code requests} or {@code microseconds}
     */
    public String unit() {
        return unit;
    }

    /**
     * Says what the number does.
     *
     * @return one sentence without a full stop
     */
    public String description() {
        return description;
    }

    /**
     * Returns the number.
     *
     * @return its value now
     */
    public long get() {
        return getter.getAsLong();
    }

    /**
     * Changes the number.
     *
     * @param value {@link #least} to {@link #most}
     * @throws IllegalArgumentException if it is out of range: nothing is changed then
     * @throws UnsupportedOperationException if the number cannot be changed; the message says why
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
     * Tells whether the number can be changed.
     *
     * @return {@code false} for a gauge, and for what has no meaning on a JVM
     */
    public boolean isWritable() {
        return change instanceof Within;
    }

    /**
     * Returns the smallest value that can be set now; other tunables may have a part in that.
     *
     * @return the value itself if it cannot be changed
     */
    public long least() {
        return change instanceof Within within ? within.least.getAsLong() : get();
    }

    /**
     * Returns the largest value that can be set now; other tunables may have a part in that.
     *
     * @return the value itself if it cannot be changed
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

        /** Adds one that can be changed. */
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

        /** Adds one that only counts. */
        void gauge(String name, String unit, String description, LongSupplier getter) {
            add(name, unit, description, getter, new Tunable.Refused(GAUGE));
        }

        /** Adds one that stays what it is. */
        void fixed(String name, String unit, String description, LongSupplier getter, String why) {
            add(name, unit, description, getter, new Tunable.Refused(why));
        }

        void add(String name, String unit, String description, LongSupplier getter, Tunable.Change change) {
            byName.put(name, new Tunable(name, unit, description, getter, change, lock));
        }

        Map<String, Tunable> all() {
            return Collections.unmodifiableMap(byName);
        }

        /** Finds one by its name, or says which there are. */
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
