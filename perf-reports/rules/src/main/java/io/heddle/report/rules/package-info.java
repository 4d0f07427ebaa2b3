/**
 * Rules that read a recording and state in plain words what is wrong with its asynchronous I/O, by which figures, and
 * what to do.
 *
 * <pre>
 *   a recording -- JMC's parser --> Recorded: rows of events by name
 *                                      |
 *                     PoolSaturatedRule, DeathChurnRule, ... : examine() returns a Verdict
 *                                      |
 *             AioRule makes a result of JDK Mission Control of it
 *               |                              |
 *   {@link io.heddle.report.rules.RuleRunner}             the window of JDK Mission Control
 *   for reports: {@link io.heddle.report.rules.Finding}s       (plugin.xml, aioPages.xml, the bundle's manifest)
 * </pre>
 *
 * <p>Each rule is one class with three sentences (what, meaning, remedy) and one method that examines the rows. Rules
 * depend on the names of events and fields, not on the engine. A field that a recording lacks is 0 or empty, so that
 * recordings of other versions can be read; an event that it lacks makes the rule not applicable.
 *
 * <p>The events that the rules need:
 *
 * <table>
 * <caption>Rules and their events</caption>
 * <tr><th>On by default</th><th>With {@code aio-trace=all}</th></tr>
 * <tr><td>pool saturated, cap never reached, never reaped, starvation ({@code aio.QueueStatistics}); rejections; worker
 *     creation failures; slow device, fsync convoy ({@code aio.SlowRequest}); carrier pinning ({@code
 *     jdk.VirtualThreadPinned})</td>
 *     <td>death churn ({@code aio.WorkerCreate}, {@code aio.WorkerTerminate}); large suspends ({@code aio.Suspend});
 *     blocking handlers ({@code aio.SelectRequest}, {@code aio.ProcessEntry})</td></tr>
 * </table>
 *
 * <p>To install them in JDK Mission Control 9, put the jar into its folder {@code dropins}.
 *
 * <p>The code is Java 17, as Mission Control may run on that.
 */
@NullMarked
package io.heddle.report.rules;

import org.jspecify.annotations.NullMarked;
