package io.heddle.backend;

import java.nio.file.OpenOption;
import java.util.Set;

/** {@code com.sun.nio.file.ExtendedOpenOption.DIRECT}, which cannot be named: it is not part of Java SE. */
public final class DirectOption {
    private DirectOption() {}

    /**
     * Tells whether a file is opened to bypass the page cache, {@code O_DIRECT}.
     *
     * @param options what it is opened with
     * @return whether the option is among them
     */
    public static boolean isIn(Set<? extends OpenOption> options) {
        for (OpenOption option : options) { // no stream: it would be the first of a starting JVM, 5 to 15 ms
            if (is(option)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether an option is this one.
     *
     * @param option any
     * @return whether it is
     */
    public static boolean is(OpenOption option) {
        return option instanceof Enum<?> known
                && known.name().equals("DIRECT")
                && known.getDeclaringClass().getName().equals("com.sun.nio.file.ExtendedOpenOption");
    }
}
