package io.heddle.bench.top;

/** A running JVM: its process ID and its program. */
record Jvm(long pid, String name) {}
