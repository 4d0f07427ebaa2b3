package io.heddle.report.rules;

import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;

/** One event. A field that it does not have is 0 or empty: recordings of other versions must not break a rule. */
final class Row {
    private final IItem item;
    private final Fields fields;

    Row(IItem item, Fields fields) {
        this.item = item;
        this.fields = fields;
    }

    /** Returns a number: times in nanoseconds, points in time since 1970, sizes in bytes. */
    long number(String field) {
        Object value = fields.value(item, field);
        if (value instanceof IQuantity quantity) {
            return number(quantity);
        }
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static long number(IQuantity quantity) {
        if (UnitLookup.TIMESPAN.equals(quantity.getType())) {
            return quantity.clampedLongValueIn(UnitLookup.NANOSECOND);
        }
        if (UnitLookup.TIMESTAMP.equals(quantity.getType())) {
            return quantity.clampedLongValueIn(UnitLookup.EPOCH_NS);
        }
        if (UnitLookup.MEMORY.equals(quantity.getType())) {
            return quantity.clampedLongValueIn(UnitLookup.BYTE);
        }
        return quantity.longValue();
    }

    String text(String field) {
        Object value = fields.value(item, field);
        return value == null ? "" : value.toString();
    }

    /** Returns the start, in nanoseconds since 1970. */
    long start() {
        return number("startTime");
    }

    /** Returns the end, in nanoseconds since 1970. */
    long end() {
        return start() + duration();
    }

    /** Returns the duration, in nanoseconds. */
    long duration() {
        return number("duration");
    }

    /** Returns a number that identifies the thread; 0 if it is unknown. */
    long thread() {
        Object thread = fields.value(item, "eventThread");
        Long id = thread instanceof IMCThread known ? known.getThreadId() : null;
        return id == null ? 0 : id;
    }
}
