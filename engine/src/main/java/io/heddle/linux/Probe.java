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
     * @param passing whether the reason is a lack of the moment: another probe may find the backend usable
     */
    record Unusable(String reason, boolean avoidable, boolean passing) implements Probe {
        /**
         * It cannot, for as long as the JVM runs.
         *
         * @param reason why, in a few words, and what would help
         * @param avoidable whether another command line, container or kernel would help on this machine
         */
        public Unusable(String reason, boolean avoidable) {
            this(reason, avoidable, false);
        }

        /**
         * The probe has met an error. That of a full heap or a used-up stack is passing.
         *
         * @param failed the error
         * @return the answer
         */
        public static Unusable because(Throwable failed) {
            String what = failed instanceof OutOfMemoryError
                    ? "there is no memory: "
                    : failed instanceof VirtualMachineError ? "the probe met " : "the C library lacks a function: ";
            return new Unusable(what + failed.getMessage(), true, failed instanceof VirtualMachineError);
        }
    }
}
