package io.heddle.linux;

import io.heddle.backend.Backend;
import org.jspecify.annotations.Nullable;

/** The result of the probe for a backend: the backend, or the reason why there is none. */
public sealed interface Probe {
    /**
     * The backend can be used.
     *
     * @param backend the backend of this JVM
     * @param better the reason why a better one cannot be used, or {@code null} if there is none
     */
    record Usable(Backend backend, @Nullable Unusable better) implements Probe {
        /**
         * Creates the result that the best backend can be used.
         *
         * @param backend the backend of this JVM
         */
        public Usable(Backend backend) {
            this(backend, null);
        }
    }

    /**
     * The backend cannot be used.
     *
     * @param reason the reason in a few words, and a remedy
     * @param avoidable whether another command line, container or kernel would help on this machine
     * @param passing whether the reason is a temporary shortage: another probe may find the backend usable
     */
    record Unusable(String reason, boolean avoidable, boolean passing) implements Probe {
        /**
         * Creates the result that the backend cannot be used for the rest of the JVM's life.
         *
         * @param reason the reason in a few words, and a remedy
         * @param avoidable whether another command line, container or kernel would help on this machine
         */
        public Unusable(String reason, boolean avoidable) {
            this(reason, avoidable, false);
        }

        /**
         * Returns the result of a probe that an error has ended. The error of a full heap or an exhausted stack is
         * temporary.
         *
         * @param failed the error
         * @return the result
         */
        public static Unusable because(Throwable failed) {
            String what = failed instanceof OutOfMemoryError
                    ? "there is no memory: "
                    : failed instanceof VirtualMachineError ? "the probe met " : "the C library lacks a function: ";
            return new Unusable(what + failed.getMessage(), true, failed instanceof VirtualMachineError);
        }
    }
}
