package io.heddle.jfr;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;

/**
 * Keeps the kernel's name of an event in the recording, for readers without these classes.
 *
 * <p>It has no {@code @Name}: {@link jdk.jfr.EventType#getAnnotation} finds annotations by the name of their class.
 */
@MetadataDefinition
@Label("Trace Point")
@Description("The name of the trace code in the XNU kernel")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface TracePoint {
    /** The kernel's name, for example {@code AIO_work_queued}. */
    String value();
}
