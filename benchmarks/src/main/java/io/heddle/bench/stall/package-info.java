/**
 * {@code ./heddle stall}: how late an unrelated virtual thread runs while others read files. One {@link
 * io.heddle.bench.stall.StallProbe} is the same for every {@link io.heddle.bench.stall.Variant}; all variants run one
 * after another in one run, because figures of different runs cannot be compared.
 */
@NullMarked
package io.heddle.bench.stall;

import org.jspecify.annotations.NullMarked;
