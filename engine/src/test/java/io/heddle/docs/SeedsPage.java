package io.heddle.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of {@code docs/seeds.md}. */
final class SeedsPage {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String NOTHING = "—";
    private static final String TO_DO = "TODO";
    private static final int CELLS = 5;

    /**
     * One row.
     *
     * @param seed the heading above it, which is the seed's name
     * @param line its line, counted from 1
     * @param names the seed's names for it
     * @param what its purpose, in a few words
     * @param heddle cited classes and members
     * @param tests cited tests
     * @param note free text; the reason if there is no test
     * @param isToDo whether something is still to be implemented
     */
    record Row(
            String seed,
            int line,
            List<String> names,
            String what,
            List<String> heddle,
            List<String> tests,
            String note,
            boolean isToDo) {
        boolean hasReason() {
            return note.matches("Reason: \\S.*");
        }

        @Override
        public String toString() {
            return "line " + line + " (" + seed + ", " + String.join(" ", names) + ")";
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final List<String> malformed = new ArrayList<>();

    SeedsPage(String markdown) {
        String seed = "";
        List<String> lines = markdown.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("## ")) {
                seed = line.substring(3).strip();
            } else if (line.startsWith("|") && !line.startsWith("| seed |") && !line.startsWith("|---")) {
                add(seed, i + 1, line);
            }
        }
    }

    private void add(String seed, int number, String line) {
        String[] cells = line.strip().substring(1).split("\\|", -1);
        if (cells.length != CELLS + 1 || !cells[CELLS].isEmpty()) {
            malformed.add("line " + number + " has not " + CELLS + " cells");
            return;
        }
        rows.add(new Row(
                seed,
                number,
                codes(number, cells[0]),
                cells[1].strip(),
                codes(number, cells[2]),
                codes(number, cells[3]),
                cells[4].strip(),
                line.contains(TO_DO)));
    }

    /** Parses a cell that must hold only names, or state that there is none. */
    private List<String> codes(int number, String cell) {
        List<String> codes = new ArrayList<>();
        Matcher matcher = CODE.matcher(cell);
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        String rest = matcher.replaceAll("").strip();
        boolean saysNothing = rest.equals(NOTHING) || rest.equals(TO_DO);
        if (codes.isEmpty() ? !saysNothing : !rest.isEmpty()) {
            malformed.add("line " + number + " has a cell that is neither names nor " + NOTHING + ": " + cell.strip());
        }
        return List.copyOf(codes);
    }

    List<Row> rows() {
        return rows;
    }

    /** Returns the lines that could not be parsed. */
    List<String> malformed() {
        return malformed;
    }

    List<Row> rowsOf(String seed) {
        return rows.stream().filter(row -> row.seed().equals(seed)).toList();
    }
}
