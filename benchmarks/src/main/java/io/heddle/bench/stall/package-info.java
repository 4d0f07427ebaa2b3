/**
 * {@code ./heddle stall}: how late an unrelated virtual thread runs while other threads read files. The same {@link
 * io.heddle.bench.stall.StallProbe} measures every {@link io.heddle.bench.stall.Variant}. All variants run one after
 * another in one run, because figures of different runs cannot be compared.
 */
@NullMarked
package io.heddle.bench.stall;

import org.jspecify.annotations.NullMarked;
