/**
 * What a run is to do: the {@link io.heddle.bench.workload.Workload}, in fio's terms. It is checked when it is made, so
 * that the rest of the program need not check it again.
 */
@NullMarked
package io.heddle.bench.workload;

import org.jspecify.annotations.NullMarked;
