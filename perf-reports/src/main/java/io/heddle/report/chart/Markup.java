package io.heddle.report.chart;

import io.heddle.report.text.PlainText;

/** Escapes texts. Those of recordings are untrusted: none reaches a page unescaped. */
public final class Markup {
    private Markup() {}

    /**
     * Escapes a text for HTML and SVG, in elements and in quoted attributes.
     *
     * @param text any text
     * @return one line without characters that have a meaning in markup, and {@linkplain PlainText plain}
     */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        PlainText.of(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
