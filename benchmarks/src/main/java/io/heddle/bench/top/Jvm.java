package io.heddle.bench.top;

/** A running JVM: its process's number and what it runs. */
record Jvm(long pid, String name) {}
