package io.heddle.report.page;

import io.heddle.report.finding.Finding;
import java.util.List;

/** The entire report, before it becomes a page. */
record Document(String title, String subtitle, List<Card> cards, List<Finding> findings, List<Section> sections) {}
