/**
 * Untrusted texts, made safe to show: {@link io.heddle.report.text.PlainText} for people,
 * {@link io.heddle.report.text.SafeJson} for programs.
 */
@NullMarked
package io.heddle.report.text;

import org.jspecify.annotations.NullMarked;
