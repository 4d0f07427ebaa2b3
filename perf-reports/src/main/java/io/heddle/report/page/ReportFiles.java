package io.heddle.report.page;

import io.heddle.report.finding.Finding;
import io.heddle.report.input.Inputs;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a report. */
public final class ReportFiles {
    /** The page. */
    public static final String HTML = "report.html";

    /** The same as Markdown. */
    public static final String MARKDOWN = "report.md";

    /** The numbers. */
    public static final String JSON = "report.json";

    private ReportFiles() {}

    /**
     * Writes all three files; those of a former report are replaced.
     *
     * @param inputs what was read
     * @param findings what was found in it; what the inputs themselves give cause for is added
     * @param files the names of the inputs
     * @param folder where to write; it is made if missing
     * @return what was written
     * @throws IOException if a file cannot be written
     */
    public static List<Path> write(Inputs inputs, List<Finding> findings, List<Path> files, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Document document = Chapters.of(inputs, findings, files);
        Path html = Files.writeString(folder.resolve(HTML), HtmlPage.of(document));
        Path markdown = Files.writeString(folder.resolve(MARKDOWN), MarkdownPage.of(document));
        Path json = folder.resolve(JSON);
        try (Writer out = Files.newBufferedWriter(json)) {
            JsonPage.write(inputs, document.findings(), out);
        }
        return List.of(html, markdown, json);
    }
}
