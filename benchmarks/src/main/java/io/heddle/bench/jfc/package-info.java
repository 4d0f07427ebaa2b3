/** {@code heddle jfc}: the settings of the events, for recordings in other JVMs. */
@NullMarked
package io.heddle.bench.jfc;

import org.jspecify.annotations.NullMarked;
