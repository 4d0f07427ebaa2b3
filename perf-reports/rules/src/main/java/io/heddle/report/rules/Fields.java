package io.heddle.report.rules;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;

/** Access to the fields of an event type, by their names. */
final class Fields {
    private final Map<String, IMemberAccessor<?, IItem>> accessors = new HashMap<>();

    Fields(IType<IItem> type) {
        for (IAccessorKey<?> key : type.getAccessorKeys().keySet()) {
            accessors.put(key.getIdentifier(), type.getAccessor(key));
        }
    }

    /** Returns the value, or null if the event has no such field. */
    @Nullable
    Object value(IItem item, String field) {
        IMemberAccessor<?, IItem> accessor = accessors.get(field);
        return accessor == null ? null : accessor.getMember(item);
    }
}
