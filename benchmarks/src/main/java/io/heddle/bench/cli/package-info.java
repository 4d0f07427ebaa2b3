/**
 * What all commands share: how the values of options are written ({@link io.heddle.bench.cli.Quantity}, in fio's
 * syntax), how a failure is told ({@link io.heddle.bench.cli.Failures}: one line, no stack trace), what signals do
 * ({@link io.heddle.bench.cli.Interrupts}), and what becomes of results that cannot be printed ({@link
 * io.heddle.bench.cli.StandardOutput}).
 */
@NullMarked
package io.heddle.bench.cli;

import org.jspecify.annotations.NullMarked;
