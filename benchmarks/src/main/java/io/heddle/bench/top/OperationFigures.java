package io.heddle.bench.top;

/** The totals of the requests of one operation in one interval. */
record OperationFigures(
        String opcode,
        double perSecond,
        double bytesPerSecond,
        long failed,
        Percentiles total,
        Percentiles queue,
        Percentiles service) {}
