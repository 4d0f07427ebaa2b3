/**
 * What all commands share: how the values of options are written ({@link io.heddle.bench.cli.Quantity}, in fio's syntax),
 * how a failure is told ({@link io.heddle.bench.cli.Failures}: one line, no stack trace) and what signals do
 * ({@link io.heddle.bench.cli.Interrupts}).
 */
@NullMarked
package io.heddle.bench.cli;

import org.jspecify.annotations.NullMarked;
