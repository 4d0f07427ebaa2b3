package io.heddle.report.chart;

import java.util.List;

/** Starts of workers upwards, ends downwards. */
public final class TurnoverChart {
    /**
     * The starts and ends in a bucket of time.
     *
     * @param at its begin, in nanoseconds since the begin of the chart
     * @param width its duration in nanoseconds
     * @param born starts
     * @param ended ends
     * @param failed starts that failed
     */
    public record Step(double at, double width, long born, long ended, long failed) {}

    private TurnoverChart() {}

    /**
     * Draws steps.
     *
     * @param title the chart's title
     * @param steps the buckets in which a worker started or ended
     * @param spanNanos the length of the time axis
     * @param size the chart's size
     * @return SVG
     */
    public static String draw(String title, List<Step> steps, double spanNanos, Size size) {
        Frame frame = new Frame(
                size,
                List.of(new Frame.Key("c3", "born"), new Frame.Key("c6", "failed"), new Frame.Key("c2", "ended")));
        Svg svg = frame.svg(title);
        long up = Math.max(
                1,
                steps.stream()
                        .mapToLong(step -> step.born() + step.failed())
                        .max()
                        .orElse(1));
        long down = Math.max(1, steps.stream().mapToLong(Step::ended).max().orElse(1));
        Scale y =
                Scale.linear((double) -down, (double) up, frame.bottom, frame.top, 4, value -> label(Math.abs(value)));
        Scale x = frame.time(spanNanos);
        frame.vertical(svg, y);
        for (Step step : steps) {
            double from = Math.max(frame.left(), x.at(step.at()));
            double width = Math.max(2, x.at(step.at() + step.width()) - from - 0.5);
            String when = " at " + Numbers.time(Math.max(0, step.at()));
            bar(svg, "f c3", from, width, y.at(0), y.at(step.born()), step.born() + " born" + when);
            bar(
                    svg,
                    "f c6",
                    from,
                    width,
                    y.at(step.born()),
                    y.at(step.born() + step.failed()),
                    step.failed() + " failed" + when);
            bar(svg, "f c2", from, width, y.at(-step.ended()), y.at(0), step.ended() + " ended" + when);
        }
        svg.line("axis", frame.left(), y.at(0), frame.right(), y.at(0));
        frame.horizontal(svg, x, "time since the first event");
        return svg.end();
    }

    private static String label(double value) {
        return value == Math.rint(value) ? Numbers.count(value) : "";
    }

    private static void bar(Svg svg, String style, double x, double width, double low, double high, String tip) {
        if (low - high > 0) {
            svg.rect(style, x, high, width, low - high, tip);
        }
    }
}
