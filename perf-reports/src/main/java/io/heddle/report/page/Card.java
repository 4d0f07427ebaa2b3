package io.heddle.report.page;

/** A number at the top of the report. */
record Card(String label, String value, String note) {}
