package io.heddle.aio;

import org.jspecify.annotations.Nullable;

/** A list of requests in the order of their addition, linked through the requests. Guarded by its owner's lock. */
final class RequestList {
    private @Nullable Request first;
    private @Nullable Request last;
    private int size;

    void add(Request request) {
        request.before = last;
        if (last == null) {
            first = request;
        } else {
            last.after = request;
        }
        last = request;
        request.on = this;
        size++;
    }

    void remove(Request request) {
        if (request.on != this) {
            throw new IllegalStateException(request + " is not on this list");
        }
        Request before = request.before;
        Request after = request.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        request.before = null;
        request.after = null;
        request.on = null;
        size--;
    }

    @Nullable
    Request first() {
        return first;
    }

    int size() {
        return size;
    }
}
