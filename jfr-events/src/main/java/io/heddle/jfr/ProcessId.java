package io.heddle.jfr;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Relational;

/** Relates all events of one process, so that tools can join them. */
@MetadataDefinition
@Relational
@Label("Process Id")
@Description("The number of a process")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface ProcessId {}
