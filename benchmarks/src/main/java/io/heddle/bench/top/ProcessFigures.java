package io.heddle.bench.top;

/**
 * The figures of one process.
 *
 * @param perSecond how many requests ended per second between its last two gauges, 0 before there are two
 */
record ProcessFigures(ProcessGauges gauges, double perSecond) {}
