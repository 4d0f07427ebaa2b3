/** The workqueues. */
@NullMarked
package io.heddle.workq;

import org.jspecify.annotations.NullMarked;
