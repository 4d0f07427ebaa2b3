/** The events. */
@NullMarked
package io.heddle.jfr;

import org.jspecify.annotations.NullMarked;
