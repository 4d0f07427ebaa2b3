/** The files that the commands leave behind in all circumstances. */
@NullMarked
package io.heddle.bench.output;

import org.jspecify.annotations.NullMarked;
