package io.heddle.report.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.MetadataDefinition;

/** The counterpart of the annotation of the engine's events. */
@MetadataDefinition
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface TracePoint {
    String value();
}
