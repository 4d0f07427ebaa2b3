/**
 * What all commands share: the syntax of option values ({@link io.heddle.bench.cli.Quantity}, as in fio), the report of
 * a failure ({@link io.heddle.bench.cli.Failures}: one line, no stack trace), the handling of signals ({@link
 * io.heddle.bench.cli.Interrupts}), and of results that cannot be printed ({@link io.heddle.bench.cli.StandardOutput}).
 */
@NullMarked
package io.heddle.bench.cli;

import org.jspecify.annotations.NullMarked;
