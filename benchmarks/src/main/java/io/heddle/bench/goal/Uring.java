package io.heddle.bench.goal;

import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import java.util.Optional;

/** Whether the engine's backend on io_uring can be measured here. */
final class Uring {
    private Uring() {}

    private static final class Looked {
        static final Optional<String> PROBLEM = look();

        private static Optional<String> look() {
            try {
                var _ = AioProcess.configure().backend(BackendKind.URING);
                return Optional.empty();
            } catch (UnsupportedOperationException unusable) {
                return Optional.of(String.valueOf(unusable.getMessage()));
            }
        }
    }

    /** Returns whether it can be measured, which is checked once. If not, a notice is recorded. */
    static boolean isUsable(Lab lab) {
        Looked.PROBLEM.ifPresent(lab::notice);
        return Looked.PROBLEM.isEmpty();
    }
}
