package io.heddle.report.page;

import io.heddle.report.chart.Size;
import io.heddle.report.finding.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The report as one self-contained HTML page. */
final class HtmlPage {
    /** Longer tables are folded. */
    private static final int LONG_TABLE = 24;

    private final Document document;
    private final Html html = new Html();

    private HtmlPage(Document document) {
        this.document = document;
    }

    static String of(Document document) throws IOException {
        HtmlPage page = new HtmlPage(document);
        page.write();
        return page.html.toString();
    }

    private void write() throws IOException {
        html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                        + "style-src 'unsafe-inline'; img-src data:\">\n")
                .raw("<link rel=\"icon\" href=\"data:,\">\n")
                .element("title", "", document.title() + ": " + document.subtitle())
                .raw("<style>\n")
                .raw(style())
                .raw("</style>\n</head>\n<body>\n<div class=\"page\">\n<header>\n")
                .element("h1", "", document.title())
                .element("p", "", document.subtitle())
                .raw("</header>\n");
        navigation();
        html.raw("<main>\n");
        cards();
        findings();
        document.sections().forEach(this::section);
        html.raw("</main>\n<footer>Made by heddle report. The same numbers are in report.md and "
                        + "report.json.</footer>\n")
                .raw("</div>\n</body>\n</html>\n");
    }

    private static String style() throws IOException {
        try (InputStream css = HtmlPage.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IOException("report.css is missing from the jar of heddle-perf-reports");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void navigation() {
        html.raw("<nav aria-label=\"Sections\">\n<a href=\"#findings\">Findings</a>\n");
        for (Section section : document.sections()) {
            html.raw("<a href=\"#" + section.id() + "\">").text(section.title()).raw("</a>\n");
        }
        html.raw("</nav>\n");
    }

    private void cards() {
        if (document.cards().isEmpty()) {
            return;
        }
        html.raw("<dl class=\"cards\">\n");
        for (Card card : document.cards()) {
            html.raw("<div class=\"card\">")
                    .element("dt", "", card.label())
                    .element("dd", "value", card.value())
                    .element("dd", "note", card.note())
                    .raw("</div>\n");
        }
        html.raw("</dl>\n");
    }

    private void findings() {
        html.raw("<section id=\"findings\">\n").element("h2", "", "Findings");
        if (document.findings().isEmpty()) {
            html.element("p", "intro", "Nothing to remark.");
        } else {
            html.raw("<ul class=\"findings\">\n");
            document.findings().forEach(this::finding);
            html.raw("</ul>\n");
        }
        html.raw("</section>\n");
    }

    private void finding(Finding finding) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        html.raw("<li class=\"finding " + severity + "\">\n<h3>")
                .element("span", "", severity)
                .text(finding.title())
                .raw("</h3>\n")
                .element("p", "", finding.explanation());
        if (!finding.evidence().isEmpty()) {
            html.element("p", "evidence", "Evidence: " + finding.evidence());
        }
        if (!finding.remedy().isEmpty()) {
            html.element("p", "remedy", "Remedy: " + finding.remedy());
        }
        html.raw("</li>\n");
    }

    private void section(Section section) {
        html.raw("<section id=\"" + section.id() + "\">\n").element("h2", "", section.title());
        if (!section.intro().isEmpty()) {
            html.element("p", "intro", section.intro());
        }
        html.raw("<div class=\"blocks\">\n");
        for (Block block : section.blocks()) {
            switch (block) {
                case Block.Text text -> html.element("p", "text", text.text());
                case Block.Table table -> table(table);
                case Block.Figure figure -> figure(figure);
            }
        }
        html.raw("</div>\n</section>\n");
    }

    private void figure(Block.Figure figure) {
        html.raw(figure.wide() ? "<figure class=\"wide\">\n" : "<figure>\n")
                .raw("<figcaption>")
                .element("strong", "", figure.caption())
                .element("span", "", figure.explanation())
                .raw("</figcaption>\n<div class=\"for-wide\">")
                .raw(figure.draw().apply(figure.wide() ? Size.FULL : Size.HALF))
                .raw("</div>\n<div class=\"for-narrow\">")
                .raw(figure.draw().apply(Size.NARROW))
                .raw("</div>\n</figure>\n");
    }

    private void table(Block.Table table) {
        boolean folded = table.rows().size() > LONG_TABLE;
        boolean facts = table.head().stream().allMatch(String::isEmpty);
        html.raw("<div class=\"table\">");
        if (folded) {
            html.raw("<details><summary>")
                    .text(table.caption() + " (" + table.rows().size() + ")")
                    .raw("</summary>\n");
        }
        if (!folded) {
            html.element("p", "caption", table.caption());
        }
        html.raw(facts ? "<table class=\"facts\" aria-label=\"" : "<table aria-label=\"")
                .text(table.caption())
                .raw("\">\n");
        if (!facts) {
            html.raw("<thead>");
            row("th", table.head(), table.texts());
            html.raw("</thead>\n");
        }
        html.raw("<tbody>\n");
        table.rows().forEach(row -> row("td", row, table.texts()));
        html.raw("</tbody></table>");
        html.raw(folded ? "</details></div>\n" : "</div>\n");
    }

    private void row(String tag, List<String> cells, int texts) {
        html.raw("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.element(tag, i < texts ? "w" : "", cells.get(i));
        }
        html.raw("</tr>\n");
    }
}
