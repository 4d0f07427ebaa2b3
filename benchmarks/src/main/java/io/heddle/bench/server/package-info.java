/**
 * A file server on the JDK's own HTTP server and virtual threads: an example of a program that embeds the library, and
 * the target of the load generator in {@code heddle bench --goals=P13}.
 */
@NullMarked
package io.heddle.bench.server;

import org.jspecify.annotations.NullMarked;
