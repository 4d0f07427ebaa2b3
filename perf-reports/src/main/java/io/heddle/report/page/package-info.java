/**
 * The report itself: one HTML page, one Markdown file and one JSON file, of the same numbers.
 *
 * <pre>
 *   ReportFiles      the entry point: inputs and findings in, files out
 *   Chapters         the contents of the report: cards, findings, sections, in this order
 *     *Section       one subject each, of blocks: texts, tables, figures
 *   HtmlPage         blocks as HTML; charts in three sizes, of which the style sheet shows the one that fits
 *   MarkdownPage     blocks as Markdown; figures are omitted, their numbers are in tables
 *   JsonPage         the numbers for programs
 * </pre>
 *
 * <p>The page needs neither network nor script. All texts of recordings are escaped, as they are untrusted.
 */
@NullMarked
package io.heddle.report.page;

import org.jspecify.annotations.NullMarked;
