package io.heddle.report.recording;

import java.io.IOException;

/** Describes what a parser threw for a damaged file. */
public final class Damage {
    private static final int MOST_CHARACTERS = 200;

    private Damage() {}

    /**
     * Describes an exception in a few words.
     *
     * @param thrown an exception, or an error of the JVM
     * @return its message, preceded by its class unless it is an {@link IOException}
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
