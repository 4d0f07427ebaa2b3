/**
 * The report itself: one HTML page, one Markdown file and one JSON file, of the same numbers.
 *
 * <pre>
 *   ReportFiles      the door: inputs and findings in, files out
 *   Chapters         what the report says: cards, findings, sections, in this order
 *     *Section       one subject each, of blocks: texts, tables, figures
 *   HtmlPage         blocks as HTML; charts in three sizes, of which the style sheet shows the one that fits
 *   MarkdownPage     blocks as Markdown; figures have no place there, their numbers stand in tables
 *   JsonPage         the numbers for programs
 * </pre>
 *
 * <p>The page needs neither network nor script. All texts of recordings are escaped; they may come from anywhere.
 */
@NullMarked
package io.heddle.report.page;

import org.jspecify.annotations.NullMarked;
