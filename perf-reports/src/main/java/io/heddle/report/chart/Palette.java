package io.heddle.report.chart;

/** The style classes of the categories' colours. */
final class Palette {
    private static final int COLOURS = 6;

    private Palette() {}

    /**
     * Returns a class by index. After the last one they repeat: charts with more categories should not rely on colours.
     */
    static String of(int index) {
        return "c" + (index % COLOURS + 1);
    }
}
