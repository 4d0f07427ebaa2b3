package io.heddle.jfr;

import io.heddle.workq.WorkerScope;
import jdk.jfr.Event;
import jdk.jfr.Name;

@Name("io.heddle.Placeholder")
final class Placeholder extends Event {

    static void commit(WorkerScope scope) {
        Placeholder event = new Placeholder();
        scope.fork(event::commit);
    }
}
