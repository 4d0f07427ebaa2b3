package io.heddle.aio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The signal handlers of a process. */
final class Signals {
    /** Made with the first handler: most processes have none. */
    private volatile @Nullable Map<Integer, SignalHandler> handlers;

    synchronized void set(int signal, @Nullable SignalHandler handler) {
        Map<Integer, SignalHandler> known = handlers;
        if (known == null) {
            known = new ConcurrentHashMap<>();
            handlers = known;
        }
        if (handler == null) {
            known.remove(signal);
        } else {
            known.put(signal, handler);
        }
    }

    @Nullable
    SignalHandler handler(int signal) {
        Map<Integer, SignalHandler> known = handlers;
        return known == null ? null : known.get(signal);
    }
}
