package io.heddle.report.chart;

/**
 * The size of a chart, in CSS pixels.
 *
 * @param width the width
 * @param height the height of the plot with its axis, without the legend; charts with rows choose their own
 */
public record Size(int width, int height) {
    /** Half of a page's width. */
    public static final Size HALF = new Size(540, 270);

    /** The full width of a page. */
    public static final Size FULL = new Size(1_112, 300);

    /** The width of a telephone. */
    public static final Size NARROW = new Size(346, 250);

    /** Creates a size. */
    public Size {
        if (width < 200 || height < 100) {
            throw new IllegalArgumentException("size: " + width + " x " + height + " is less than 200 x 100");
        }
    }

    boolean isNarrow() {
        return width < HALF.width();
    }
}
