package io.heddle.backend;

import java.nio.file.OpenOption;
import java.util.Set;

/**
 * {@code com.sun.nio.file.ExtendedOpenOption.DIRECT}, which the engine cannot name because it is not part of Java SE.
 */
public final class DirectOption {
    private DirectOption() {}

    /**
     * Returns whether the options make a file bypass the page cache, {@code O_DIRECT}.
     *
     * @param options the options with which the file is opened
     * @return whether the option is among them
     */
    public static boolean isIn(Set<? extends OpenOption> options) {
        for (OpenOption option : options) { // not a stream: the first one of a starting JVM takes 5 to 15 ms
            if (is(option)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether an option is this one.
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
