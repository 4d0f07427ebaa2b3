/**
 * What {@code heddle bench} has JMH run: one suite for each goal that is about time per operation. Each can be run by
 * itself:
 *
 * <pre>java --enable-preview --enable-native-access=ALL-UNNAMED -cp benchmarks/target/heddle.jar \
 *     org.openjdk.jmh.Main DispatchSuite -prof gc</pre>
 *
 * <p>An invocation is a batch ({@link io.heddle.bench.peer.Lanes}); JMH's option {@code -opi} says how many operations
 * it has.
 */
@NullMarked
package io.heddle.bench.jmh;

import org.jspecify.annotations.NullMarked;
