/**
 * {@code heddle soak}: random loads for a long time, and a check for leaks.
 *
 * <pre>
 *   SoakCommand    options
 *     Soak           rounds, checkpoints, verdict
 *       RoundPlan      the parameters of a round, drawn from the seed
 *       Round          opens processes, runs users, ends everything, checks the files
 *         Tenant         one process and its files
 *         User           makes POSIX's calls; a Piece is a control block with its area of a file
 *         ContextUser    uses a completion context
 *         AppendFile     a file that is open for appending, and its users
 *         Area           a range of a file, and its possible content
 *       Census         counts the JVM's resources after everything was closed: Figures
 *       LeakCheck      distinguishes leaks from noise
 * </pre>
 *
 * <p>Every area of a file belongs to one user and one request at a time, so that its content is known: the last write,
 * or one of the writes whose outcome an exit has hidden. A cancelled write must not be there.
 */
@NullMarked
package io.heddle.bench.soak;

import org.jspecify.annotations.NullMarked;
