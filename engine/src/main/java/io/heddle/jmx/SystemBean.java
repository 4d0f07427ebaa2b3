package io.heddle.jmx;

import io.heddle.aio.AioSystem;
import io.heddle.aio.Tunable;
import java.util.LinkedHashMap;
import java.util.Map;

/** A system as a bean. */
final class SystemBean implements AioSystemMXBean {
    private final AioSystem system;

    SystemBean(AioSystem system) {
        this.system = system;
    }

    @Override
    public String getDialect() {
        return system.dialect().name();
    }

    @Override
    public int getOutstanding() {
        return system.outstanding();
    }

    @Override
    public Map<String, Long> getTunables() {
        Map<String, Long> values = new LinkedHashMap<>();
        system.tunables().forEach((name, tunable) -> values.put(name, tunable.get()));
        return values;
    }

    @Override
    public long get(String name) {
        return system.tunable(name).get();
    }

    @Override
    public void set(String name, long value) {
        system.tunable(name).set(value);
    }

    @Override
    public String describe(String name) {
        Tunable tunable = system.tunable(name);
        String range = tunable.isWritable() ? tunable.least() + " to " + tunable.most() : "read-only";
        return tunable.description() + ", in " + tunable.unit() + ": " + range;
    }
}
