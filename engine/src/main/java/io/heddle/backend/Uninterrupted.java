package io.heddle.backend;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Calls on files that a user's thread has asked for, other than transfers: opening, asking for the size, closing. Such
 * a call may wait for a device as a transfer does.
 *
 * <p>An interrupt that comes before or during a call closes the JDK's channels, for all who use them: so a call on one
 * is made by a member of the {@link Crew}, which nobody interrupts. A call that no interrupt harms is made {@linkplain
 * #here here}.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /**
     * A call.
     *
     * @param <T> of what it returns
     */
    @FunctionalInterface
    public interface Call<T> {
        /**
         * Makes the call.
         *
         * @return what it returns
         * @throws IOException if it fails
         */
        T make() throws IOException;
    }

    /** Not a lambda, which needs memory when it is first come to: it may be that there is none that brings it there. */
    private record Move(Backend backend, Transfer transfer) implements Call<Long> {
        @Override
        public Long make() throws IOException {
            return backend.move(transfer);
        }
    }

    /** A call in the guise of a transfer, as the crew knows it. */
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
     * Has a call made by a thread that nobody interrupts, and waits for its end. The calling thread may be interrupted;
     * it stays so.
     *
     * @param call what to do
     * @return what it returns
     * @param <T> of what it returns
     * @throws IOException if the call fails
     */
    @SuppressWarnings("NullAway") // the answer is there once the call was made
    public static <T> T call(Call<T> call) throws IOException {
        Errand<T> errand = new Errand<>(call);
        long _ = Crew.SHARED.move(errand);
        return errand.answer;
    }

    /**
     * Has a backend move a transfer, on a thread that nobody interrupts, and waits for its end.
     *
     * @param backend who moves it
     * @param transfer what to move
     * @return the bytes that were moved
     * @throws IOException if the transfer fails
     */
    public static long move(Backend backend, Transfer transfer) throws IOException {
        return call(new Move(backend, transfer));
    }

    /**
     * Makes a call that no interrupt harms on the calling thread. If that is virtual its carrier is lent meanwhile, see
     * {@link Carriers}; where too many are held the call is made by a member of the crew.
     *
     * @param call what to do
     * @return what it returns
     * @param <T> of what it returns
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
