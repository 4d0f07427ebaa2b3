package io.heddle.report.page;

import java.util.List;

/** A part of the report with a heading. */
record Section(String id, String title, String intro, List<Block> blocks) {
    boolean isEmpty() {
        return blocks.isEmpty();
    }
}
