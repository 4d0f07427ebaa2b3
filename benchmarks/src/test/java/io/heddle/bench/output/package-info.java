/** What the commands leave behind, whatever happens. */
@NullMarked
package io.heddle.bench.output;

import org.jspecify.annotations.NullMarked;
