package io.heddle.report.chart;

/** Texts of recordings may come from anywhere: none reaches a page unescaped. */
public final class Markup {
    private static final int REPLACEMENT = 0xFFFD;

    private Markup() {}

    /**
     * Escapes a text for HTML and SVG, in elements and in quoted attributes.
     *
     * @param text any text
     * @return without characters that have a meaning in markup, or that XML forbids
     */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : REPLACEMENT);
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int c) {
        if (c < ' ') {
            return c == '\t' || c == '\n' || c == '\r';
        }
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !surrogate && c != 0xFFFE && c != 0xFFFF;
    }
}
