package io.heddle.report.recording;

import java.io.IOException;

/** What a parser threw over a damaged file, in words. */
public final class Damage {
    private static final int MOST_CHARACTERS = 200;

    private Damage() {}

    /**
     * Says in a few words what was thrown.
     *
     * @param thrown an exception, or an error of the JVM
     * @return its message, preceded by its kind unless it was thrown on purpose
     */
    public static String describe(Throwable thrown) {
        String kind = thrown.getClass().getSimpleName();
        String message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return kind;
        }
        String text = thrown instanceof IOException ? message : kind + ": " + message;
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }
}
