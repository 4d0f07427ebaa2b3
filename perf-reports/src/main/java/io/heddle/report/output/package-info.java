/**
 * Writing files of results. An {@link io.heddle.report.output.OutputFile} is complete or absent, and never written
 * through a link; {@link io.heddle.report.output.TemporaryFiles} are removed when the JVM ends, unless it is killed; a
 * {@link io.heddle.report.output.FolderLock} keeps two programs from writing into one folder.
 */
@NullMarked
package io.heddle.report.output;

import org.jspecify.annotations.NullMarked;
