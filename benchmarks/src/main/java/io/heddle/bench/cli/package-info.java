/**
 * What all commands share: how the values of options are written ({@link io.heddle.bench.cli.Quantity}, in fio's syntax)
 * and how a failure is told ({@link io.heddle.bench.cli.Failures}: one line, no stack trace).
 */
@NullMarked
package io.heddle.bench.cli;

import org.jspecify.annotations.NullMarked;
