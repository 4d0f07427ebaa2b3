package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.cli.StandardOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal. Each picture overwrites the one before, without the flicker of an empty screen. */
final class AnsiTerminal implements Terminal {
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String CLEAR = "\u001b[2J";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})");
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    /** The JDK does not notify of resizing, so the size is queried again after so many pictures. */
    private static final int PICTURES_PER_SIZE = 5;

    private final PrintWriter out;
    private int width = USUAL_WIDTH;
    private int height = USUAL_HEIGHT;
    private int pictures;

    AnsiTerminal(PrintWriter out) {
        this.out = out;
        measure();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        // The last line stays free for the cursor and for the message at the end of the program.
        return Math.max(1, height - 1);
    }

    @Override
    public boolean isRedrawn() {
        return true;
    }

    @Override
    public void show(List<String> lines) throws RunFailure {
        StringBuilder picture = new StringBuilder(pictures == 0 ? CLEAR + HOME : HOME);
        for (String line : lines) {
            picture.append(line).append(CLEAR_REST_OF_LINE).append('\n');
        }
        out.print(picture.append(CLEAR_BELOW));
        StandardOutput.requireWritten(out);
        pictures++;
        if (pictures % PICTURES_PER_SIZE == 0) {
            measure();
        }
    }

    private void measure() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader answer =
                    new BufferedReader(new InputStreamReader(stty.getInputStream(), StandardCharsets.US_ASCII))) {
                resize(String.valueOf(answer.readLine()));
            }
            stty.waitFor(1, TimeUnit.SECONDS);
        } catch (IOException unknown) {
            // No stty here; the size remains unchanged.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    void resize(String rowsAndColumns) {
        Matcher size = SIZE.matcher(rowsAndColumns);
        if (size.matches()) {
            int rows = Integer.parseInt(size.group(1));
            int columns = Integer.parseInt(size.group(2));
            // A terminal that does not know its size reports 0.
            height = rows == 0 ? USUAL_HEIGHT : rows;
            width = columns == 0 ? USUAL_WIDTH : columns;
        }
    }
}
