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
 * The base of all events of a process. Unless an event overrides it, it is off, as most are too frequent to be in every
 * recording.
 *
 * <p>It has no recorded fields, although {@code processId} is in every event: Flight Recorder lists inherited fields
 * last, and the ids should come first. A stack trace costs a hundred times what the event costs and shows the engine's
 * internals.
 */
@Enabled(false)
@StackTrace(false)
abstract class AioEvent extends Event {
    /** Not a process's number. */
    private static final long PROBE = -1;

    private static final long PASSED = -2;

    /**
     * The value that the filter reads. Transient, so that Flight Recorder does not take it for a field of the event.
     */
    private transient long filtered;

    /**
     * Begins a span.
     *
     * @return this event, or {@code null} if it is not recorded
     */
    final @Nullable AioEvent begun() {
        if (!isEnabled()) {
            return null;
        }
        begin();
        return this;
    }

    /** Ends a span. Returns whether it is kept, so that its fields must be filled. */
    final boolean ended(long processId) {
        end();
        filtered = processId;
        return shouldCommit();
    }

    /** Returns whether an instant is or may be recorded, so that its fields must be filled. */
    final boolean wanted(long processId) {
        if (!isEnabled()) {
            return false;
        }
        filtered = processId;
        return true;
    }

    /**
     * Returns whether the event, if it ended now, would be kept, regardless of its process and of the throttle. The
     * event cannot be recorded afterwards.
     */
    final boolean isLongEnoughNow() {
        end();
        filtered = PROBE;
        boolean kept = shouldCommit();
        return kept || filtered == PASSED;
    }

    /** Called by Flight Recorder, only for events that are enabled and long enough. */
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
