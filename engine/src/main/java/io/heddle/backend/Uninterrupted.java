package io.heddle.backend;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Calls on files, other than transfers, that a user's thread makes: opening, querying the size, closing. Such a call
 * may wait for a device as a transfer does.
 *
 * <p>An interrupt before or during a call closes the JDK's channels, for all their users. A call on a channel is
 * therefore made by a member of the {@link Crew}, which is never interrupted. A call that no interrupt harms is made
 * {@linkplain #here on the calling thread}.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /**
     * A call.
     *
     * @param <T> the type of its result
     */
    @FunctionalInterface
    public interface Call<T> {
        /**
         * Makes the call.
         *
         * @return its result
         * @throws IOException if it fails
         */
        T make() throws IOException;
    }

    /**
     * The move of a transfer. Not a lambda, which needs memory when it is first linked: the lack of memory may be the
     * reason for this call.
     */
    private record Move(Backend backend, Transfer transfer) implements Call<Long> {
        @Override
        public Long make() throws IOException {
            return backend.move(transfer);
        }
    }

    /** A call in the form of a transfer, as the crew expects it. */
    static final class Errand<T> extends Transfer {
        private final Call<T> call;
        private @Nullable T answer;

        private Errand(Call<T> call) {
            this.call = call;
        }

        @Override
        long moveHere() throws IOException {
            answer = call.make();
            return 0;
        }
    }

    /**
     * Has a call made by a thread that is never interrupted, and waits for its completion. The calling thread may be
     * interrupted; it stays so.
     *
     * @param call the call
     * @return its result
     * @param <T> the type of its result
     * @throws IOException if the call fails
     */
    @SuppressWarnings("NullAway") // the answer is set once the call was made
    public static <T> T call(Call<T> call) throws IOException {
        Errand<T> errand = new Errand<>(call);
        long _ = Crew.SHARED.move(errand);
        return errand.answer;
    }

    /**
     * Has a backend move a transfer on a thread that is never interrupted, and waits for its completion.
     *
     * @param backend the backend
     * @param transfer the transfer
     * @return the number of bytes moved
     * @throws IOException if the transfer fails
     */
    public static long move(Backend backend, Transfer transfer) throws IOException {
        return call(new Move(backend, transfer));
    }

    /**
     * Makes a call that no interrupt harms, on the calling thread. The carrier of a virtual thread is lent meanwhile,
     * see {@link Carriers}; if too many are held, a member of the crew makes the call.
     *
     * @param call the call
     * @return its result
     * @param <T> the type of its result
     * @throws IOException if the call fails
     */
    public static <T> T here(Call<T> call) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            return call.make();
        }
        if (!Carriers.SHARED.lend()) {
            return call(call);
        }
        try {
            return call.make();
        } finally {
            Carriers.SHARED.giveBack();
        }
    }
}
