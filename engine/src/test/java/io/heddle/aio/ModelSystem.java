package io.heddle.aio;

import java.util.ArrayList;
import java.util.List;

/** What the processes of the model share: the count of all requests, and a completion queue. */
final class ModelSystem {
    /** An event that waits on the queue; {@code job} is null for that of a list. */
    record Event(ModelProcess process, ModelJob job, Errno error, long data, Object udata) {
        String told() {
            return told(job == null ? "list" : job.block.name, error, data, udata);
        }

        static String told(Object block, Errno error, long data, Object udata) {
            return block + " " + error + " " + data + " " + udata;
        }
    }

    final int limit;
    int outstanding;
    final List<Event> events = new ArrayList<>();

    ModelSystem(int limit) {
        this.limit = limit;
    }

    /** Fetches events, the oldest first. */
    String fetch(int most) {
        List<String> told = new ArrayList<>();
        while (told.size() < most && !events.isEmpty()) {
            Event event = events.removeFirst();
            told.add(event.told());
            if (event.job != null) {
                event.process.fetched(event.job);
            }
        }
        return told.toString();
    }
}
