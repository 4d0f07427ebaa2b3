package io.heddle.report.chart;

/** The classes of the categories' colours. */
final class Palette {
    private static final int COLOURS = 6;

    private Palette() {}

    /** Beyond the last one it begins again: whoever draws more should not rely on colours. */
    static String of(int index) {
        return "c" + (index % COLOURS + 1);
    }
}
