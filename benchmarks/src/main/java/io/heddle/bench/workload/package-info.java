/**
 * What a run is asked for: the {@link io.heddle.bench.workload.Workload}, in fio's words. It is checked when it is
 * made, so that the rest of the program need not ask again.
 */
@NullMarked
package io.heddle.bench.workload;

import org.jspecify.annotations.NullMarked;
