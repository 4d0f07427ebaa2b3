package io.heddle.bench.goal;

/**
 * A column of a goal's table.
 *
 * @param name its name among the figures of a cell
 * @param unit the unit of its numbers, as displayed
 */
record Metric(String name, String unit) {
    static final Metric NANOS_PER_OPERATION = new Metric("ns_per_op", "ns/op");
    static final Metric BYTES_PER_OPERATION = new Metric("allocated_bytes_per_op", "B/op");
    static final Metric CPU_PER_OPERATION = new Metric("cpu_ns_per_op", "CPU ns/op");
}
