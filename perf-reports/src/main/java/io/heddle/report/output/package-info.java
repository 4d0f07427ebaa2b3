/**
 * How files of results are written. An {@link io.heddle.report.output.OutputFile} is complete or absent, and never
 * written through a link; {@link io.heddle.report.output.TemporaryFiles} are gone when the JVM has ended, unless it was
 * killed; a {@link io.heddle.report.output.FolderLock} keeps two programs from writing into one folder.
 */
@NullMarked
package io.heddle.report.output;

import org.jspecify.annotations.NullMarked;
