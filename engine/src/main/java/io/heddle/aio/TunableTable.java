package io.heddle.aio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Tunables by name, in the order in which they were added. */
final class TunableTable {
    private static final String GAUGE = "it is a gauge";

    private final Object lock;
    private final Map<String, Tunable> byName = new LinkedHashMap<>();

    TunableTable(Object lock) {
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
