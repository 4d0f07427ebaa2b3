package io.heddle.report.page;

import io.heddle.report.chart.Size;
import java.util.List;
import java.util.function.Function;

/** A piece of a section. */
sealed interface Block {
    /** A paragraph. */
    record Text(String text) implements Block {}

    /** Rows under a header. Columns other than the first {@code texts} hold numbers. */
    record Table(String caption, List<String> head, int texts, List<List<String>> rows) implements Block {}

    /** A chart, drawn for any size. A wide one has a row of the page of its own. */
    record Figure(String caption, String explanation, boolean wide, Function<Size, String> draw) implements Block {}
}
