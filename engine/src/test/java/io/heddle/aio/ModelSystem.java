package io.heddle.aio;

import java.util.ArrayList;
import java.util.List;

/** The common state of the model's processes: the count of all requests, and a completion queue. */
final class ModelSystem {
    /** A pending event of the queue; {@code job} is null for that of a list, {@code list} for that of a job. */
    record Event(ModelProcess process, ModelJob job, ModelList list, Errno error, long data, Object udata) {
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

    /** Fetches events, the oldest first and each once; those that stay are moved behind the others. */
    String fetch(int most) {
        List<String> told = new ArrayList<>();
        int count = Math.min(most, events.size());
        for (int i = 0; i < count; i++) {
            Event event = events.removeFirst();
            told.add(event.told());
            if (event.process.eventsStay()) {
                events.add(event);
            } else if (event.job != null) {
                event.process.fetched(event.job);
            }
        }
        return told.toString();
    }
}
