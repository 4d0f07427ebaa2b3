package io.heddle.report.page;

import io.heddle.report.finding.Finding;
import io.heddle.report.text.PlainText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report as Markdown: for an issue, a pull request, or a terminal. */
final class MarkdownPage {
    private final StringBuilder out = new StringBuilder();

    private MarkdownPage() {}

    static String of(Document document) {
        MarkdownPage page = new MarkdownPage();
        page.write(document);
        return page.out.toString();
    }

    private void write(Document document) {
        line("# " + escape(document.title()), "", escape(document.subtitle()), "");
        if (!document.cards().isEmpty()) {
            table(
                    List.of("", "", ""),
                    1,
                    document.cards().stream()
                            .map(card -> List.of(card.label(), card.value(), card.note()))
                            .toList());
        }
        line("## Findings", "");
        if (document.findings().isEmpty()) {
            line("Nothing to remark.", "");
        }
        document.findings().forEach(this::finding);
        for (Section section : document.sections()) {
            line("## " + escape(section.title()), "");
            if (!section.intro().isEmpty()) {
                line(escape(section.intro()), "");
            }
            for (Block block : section.blocks()) {
                switch (block) {
                    case Block.Text text -> line(escape(text.text()), "");
                    case Block.Table table -> {
                        line("**" + escape(table.caption()) + "**", "");
                        table(table.head(), table.texts(), table.rows());
                    }
                    case Block.Figure figure ->
                        line(
                                "*" + escape(figure.caption()) + ": see report.html. " + escape(figure.explanation())
                                        + "*",
                                "");
                }
            }
        }
    }

    private void line(String... lines) {
        for (String line : lines) {
            out.append(line).append('\n');
        }
    }

    private void finding(Finding finding) {
        line("- **" + finding.severity().name().toLowerCase(Locale.ROOT) + ": " + escape(finding.title()) + "**  ");
        line("  " + escape(finding.explanation()));
        if (!finding.evidence().isEmpty()) {
            line("  Evidence: " + escape(finding.evidence()));
        }
        if (!finding.remedy().isEmpty()) {
            line("  Remedy: " + escape(finding.remedy()));
        }
        line("");
    }

    private void table(List<String> head, int texts, List<List<String>> rows) {
        row(head);
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < head.size(); i++) {
            rule.append(i < texts ? "---|" : "---:|");
        }
        line(rule.toString());
        rows.forEach(this::row);
        line("");
    }

    private void row(List<String> cells) {
        line(cells.stream().map(MarkdownPage::escape).collect(Collectors.joining(" | ", "| ", " |")));
    }

    /** Escapes what Markdown, or HTML within it, would interpret. */
    private static String escape(String text) {
        return PlainText.of(text.strip())
                .replaceAll("([\\\\`*_~$\\[\\]|#])", "\\\\$1")
                .replace("&", "&amp;")
                .replace("<", "&lt;");
    }
}
