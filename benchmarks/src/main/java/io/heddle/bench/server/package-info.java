/**
 * A file server on the JDK's own HTTP server and virtual threads: an example of a program that embeds the library, and
 * what {@code heddle bench --goals=P13} has driven from outside.
 */
@NullMarked
package io.heddle.bench.server;

import org.jspecify.annotations.NullMarked;
