package io.heddle.jfr;

import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * What all events of a process have in common. Unless an event says otherwise it is off, as most are too frequent for
 * everybody's recordings.
 *
 * <p>It has no recorded fields, although {@code processId} is in every event: Flight Recorder lists inherited fields
 * last, and the ids should come first. A stack trace costs a hundred times what the event costs and shows the engine's
 * inside.
 */
@Enabled(false)
@StackTrace(false)
abstract class AioEvent extends Event {
    /** Not the number of a process. */
    private static final long PROBE = -1;

    private static final long PASSED = -2;

    /** What the filter looks at. Transient, so that Flight Recorder does not take it for a field of the event. */
    private transient long filtered;

    /** Starts a span, if it is recorded. */
    final @Nullable AioEvent begun() {
        if (!isEnabled()) {
            return null;
        }
        begin();
        return this;
    }

    /** Ends a span and tells whether it is kept, that is, worth filling in. */
    final boolean ended(long processId) {
        end();
        filtered = processId;
        return shouldCommit();
    }

    /** Tells whether an instant is recorded, or may be: that is, whether it is worth filling in. */
    final boolean wanted(long processId) {
        if (!isEnabled()) {
            return false;
        }
        filtered = processId;
        return true;
    }

    /**
     * Tells whether the event would be kept if it ended now, but for its process and the throttle. It is of no use
     * then.
     */
    final boolean isLongEnoughNow() {
        end();
        filtered = PROBE;
        boolean kept = shouldCommit();
        return kept || filtered == PASSED;
    }

    /** Called by Flight Recorder, for events that are enabled and long enough only. */
    @SettingDefinition
    @Name(ProcessFilter.NAME)
    @Label("Process")
    @Description("Numbers of the processes to record, or * for all")
    final boolean accepts(ProcessFilter filter) {
        if (filtered == PROBE) {
            filtered = PASSED;
            return false; // before the throttle counts it
        }
        return filter.accepts(filtered);
    }
}
