package io.heddle.report.page;

import io.heddle.report.chart.Markup;

/** Writes HTML; every text is escaped. */
final class Html {
    private final StringBuilder out = new StringBuilder(1 << 16);

    static String escape(String text) {
        return Markup.escape(text);
    }

    /** Appends trusted markup. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Appends an element with a class (empty for none) and a text. */
    Html element(String tag, String style, String text) {
        out.append('<').append(tag);
        if (!style.isEmpty()) {
            out.append(" class=\"").append(escape(style)).append('"');
        }
        out.append('>').append(escape(text)).append("</").append(tag).append(">\n");
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
