package io.heddle.report.chart;

/**
 * How large a chart is drawn, in CSS pixels.
 *
 * @param width the width
 * @param height the height of the plot with its axis, without the legend; charts with rows choose their own
 */
public record Size(int width, int height) {
    /** Half of a page's width. */
    public static final Size HALF = new Size(540, 270);

    /** All of a page's width. */
    public static final Size FULL = new Size(1_112, 300);

    /** A telephone. */
    public static final Size NARROW = new Size(346, 250);

    /** Makes a size. */
    public Size {
        if (width < 200 || height < 100) {
            throw new IllegalArgumentException("size: " + width + " x " + height + " is less than 200 x 100");
        }
    }

    boolean isNarrow() {
        return width < HALF.width();
    }
}
