/**
 * {@code heddle soak}: random loads for a long time, and a look at what they leave behind.
 *
 * <pre>
 *   SoakCommand    options
 *     Soak           rounds, checkpoints, verdict
 *       RoundPlan      what a round does, drawn from the seed
 *       Round          opens processes, lets users loose, ends everything, checks the files
 *         Tenant         one process and its files
 *         User           makes POSIX's calls; a Piece is a control block with its place in a file
 *         ContextUser    uses a completion context
 *         AppendFile     a file that is open for appending, and its users
 *         Area           a place in a file, and what may stand there
 *       Census         counts what the JVM has when everything is closed: Figures
 *       LeakCheck      tells leaks from noise
 * </pre>
 *
 * <p>Every place in a file belongs to one user and one request at a time, so that what must stand there is known: the
 * last write, or one of those whose end an exit has kept secret. A write that says cancelled may not be there.
 */
@NullMarked
package io.heddle.bench.soak;

import org.jspecify.annotations.NullMarked;
