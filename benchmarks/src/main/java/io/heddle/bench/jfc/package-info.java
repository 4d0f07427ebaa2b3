/** {@code heddle jfc}: the settings of the events for whoever records in a JVM of their own. */
@NullMarked
package io.heddle.bench.jfc;

import org.jspecify.annotations.NullMarked;
