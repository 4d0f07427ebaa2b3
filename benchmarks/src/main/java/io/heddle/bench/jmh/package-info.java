/**
 * The suites that {@code heddle bench} runs by JMH, one for each goal of time per operation. Each can also be run
 * separately:
 *
 * <pre>java --enable-preview --enable-native-access=ALL-UNNAMED -cp benchmarks/target/heddle.jar \
 *     org.openjdk.jmh.Main DispatchSuite -prof gc</pre>
 *
 * <p>An invocation is a batch ({@link io.heddle.bench.peer.Lanes}); JMH's option {@code -opi} sets its number of
 * operations.
 */
@NullMarked
package io.heddle.bench.jmh;

import org.jspecify.annotations.NullMarked;
