package io.heddle.report.page;

import io.heddle.report.finding.Finding;
import io.heddle.report.input.Inputs;
import io.heddle.report.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a report. */
public final class ReportFiles {
    /** The page. */
    public static final String HTML = "report.html";

    /** The same as Markdown. */
    public static final String MARKDOWN = "report.md";

    /** The numbers for programs. */
    public static final String JSON = "report.json";

    private ReportFiles() {}

    /**
     * Writes all three files. Those of a former report are replaced, each when the new one is complete.
     *
     * @param inputs the inputs
     * @param findings the findings of the sources; those of the inputs themselves are added
     * @param files the names of the inputs
     * @param folder the destination; it is created if missing
     * @return the files written
     * @throws IOException if a file cannot be written
     */
    public static List<Path> write(Inputs inputs, List<Finding> findings, List<Path> files, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Document document = Chapters.of(inputs, findings, files);
        String page = HtmlPage.of(document);
        String text = MarkdownPage.of(document);
        Path html = OutputFile.write(folder.resolve(HTML), page);
        Path markdown = OutputFile.write(folder.resolve(MARKDOWN), text);
        Path json = OutputFile.write(folder.resolve(JSON), out -> JsonPage.write(inputs, document.findings(), out));
        return List.of(html, markdown, json);
    }
}
