package io.heddle.jfr;

import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * What all events have in common. Unless an event says otherwise it is off, as most are too frequent for everybody's
 * recordings.
 *
 * <p>It has no fields, although {@code processId} is in every event: Flight Recorder lists inherited fields last, and the ids
 * should come first. A stack trace costs a hundred times what the event costs and shows the engine's inside.
 */
@Enabled(false)
@StackTrace(false)
abstract class AioEvent extends Event {
    /** Starts a span, if it is recorded. */
    final @Nullable AioEvent begun() {
        if (!isEnabled()) {
            return null;
        }
        begin();
        return this;
    }

    /** Ends a span and tells whether it is kept, that is, worth filling in. */
    final boolean ended() {
        end();
        return shouldCommit();
    }
}
