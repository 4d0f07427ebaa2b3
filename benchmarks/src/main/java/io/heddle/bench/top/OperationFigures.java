package io.heddle.bench.top;

/** The requests of one operation in one interval, summed up. */
record OperationFigures(
        String opcode,
        double perSecond,
        double bytesPerSecond,
        long failed,
        Percentiles total,
        Percentiles queue,
        Percentiles service) {}
