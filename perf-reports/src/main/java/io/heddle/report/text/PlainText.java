package io.heddle.report.text;

/**
 * Sanitises texts. Names of files, threads and processes, messages and arguments are untrusted, and may hold characters
 * that control a terminal or reverse the direction of a line. Only this class defines which they are.
 */
public final class PlainText {
    /** The replacement of an unsafe character: visible, and known for this meaning. */
    public static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /**
     * Returns one line of plain text.
     *
     * @param text any text
     * @return the same with a blank for each line break or tab, and {@link #REPLACEMENT} for each other unsafe
     *     character
     */
    public static String of(String text) {
        if (text.codePoints().noneMatch(PlainText::isUnsafe)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        text.replace("\r\n", "\n")
                .codePoints()
                .forEach(c -> plain.appendCodePoint(isBreak(c) ? ' ' : isUnsafe(c) ? REPLACEMENT : c));
        return plain.toString();
    }

    private static boolean isBreak(int c) {
        return c == '\n' || c == '\r' || c == '\t' || c == '\u2028' || c == '\u2029';
    }

    /**
     * Returns whether a character may change how others are shown: control characters, invisible ones (including those
     * that set the direction), line and paragraph separators, surrogates without a partner, and non-characters.
     *
     * @param codePoint a code point
     * @return {@code true} if it must reach neither a page nor a terminal
     */
    public static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> (codePoint & 0xFFFE) == 0xFFFE;
        };
    }
}
