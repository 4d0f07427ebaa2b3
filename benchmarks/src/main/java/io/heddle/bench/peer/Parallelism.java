package io.heddle.bench.peer;

import java.io.IOException;
import java.util.List;

/**
 * The JDK's own remedy for calls that occupy carriers: more carriers, by a flag of the JVM. A peer that is named after
 * the flag fails in a JVM without it.
 */
public final class Parallelism {
    /** The number of carriers of such peers. */
    public static final int CARRIERS = 128;

    private static final String PROPERTY = "jdk.virtualThreadScheduler.parallelism";

    private Parallelism() {}

    /**
     * Returns the flag.
     *
     * @param carriers how many virtual threads may run at the same time
     * @return an option of the JVM
     */
    public static String flag(int carriers) {
        return "-D" + PROPERTY + "=" + carriers;
    }

    static List<String> flags() {
        return List.of(flag(CARRIERS));
    }

    /** Throws in a JVM without the flag, whose figures would have the wrong name. */
    static void require() throws IOException {
        if (Integer.getInteger(PROPERTY, 0) != CARRIERS) {
            throw new IOException("this peer needs a JVM that was started with " + flag(CARRIERS)
                    + "; with JMH's command line: -jvmArgsAppend " + flag(CARRIERS));
        }
    }
}
