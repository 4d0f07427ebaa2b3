package io.heddle.context;

import io.heddle.aio.Kevent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The completed requests that a wait hands out: its array and its count. The caller reuses one batch for many waits,
 * which allocates nothing. Not safe for concurrent use.
 */
public final class Completions implements Iterable<IoRequest> {
    private final @Nullable IoRequest[] requests;
    private final Kevent[] events;
    private int size;

    /**
     * Creates an empty batch.
     *
     * @param capacity the most requests that one wait hands out, 1 or more
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public Completions(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is " + capacity + ", it must be 1 or more");
        }
        requests = new IoRequest[capacity];
        events = new Kevent[capacity];
        Arrays.setAll(events, i -> new Kevent());
    }

    /**
     * Returns the maximum number of requests that one wait hands out.
     *
     * @return 1 or more
     */
    public int capacity() {
        return requests.length;
    }

    /**
     * Returns how many requests the last wait handed out.
     *
     * @return 0 to the capacity
     */
    public int size() {
        return size;
    }

    /**
     * Returns one of the requests that the last wait handed out, in the order of their completion.
     *
     * @param index 0 to less than the size
     * @return a completed request
     * @throws IndexOutOfBoundsException if the index is out of range
     */
    public IoRequest get(int index) {
        return Objects.requireNonNull(requests[Objects.checkIndex(index, size)]);
    }

    @Override
    public Iterator<IoRequest> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public IoRequest next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    // ---- for the wait

    void clear() {
        Arrays.fill(requests, 0, size, null);
        size = 0;
    }

    void add(IoRequest request) {
        requests[size++] = request;
    }

    /**
     * Returns as many events as there is room for requests. That is the batch's own array, unless the wait must
     * continue after it has collected some requests already.
     */
    Kevent[] eventsToFill() {
        return size == 0 ? events : Arrays.copyOfRange(events, size, events.length);
    }

    @Override
    public String toString() {
        return size + " of at most " + requests.length + " completed requests";
    }
}
