package io.heddle.linux;

import io.heddle.backend.Backend;
import org.jspecify.annotations.Nullable;

/** What came of the look for a backend: the backend, or the reason why there is none. */
public sealed interface Probe {
    /**
     * It can be used.
     *
     * @param backend the one of this JVM
     * @param better why a better one cannot be used, or {@code null} if there is none
     */
    record Usable(Backend backend, @Nullable Unusable better) implements Probe {
        /**
         * The best there is can be used.
         *
         * @param backend the one of this JVM
         */
        public Usable(Backend backend) {
            this(backend, null);
        }
    }

    /**
     * It cannot.
     *
     * @param reason why, in a few words, and what would help
     * @param avoidable whether another command line, container or kernel would help on this machine
     */
    record Unusable(String reason, boolean avoidable) implements Probe {}
}
