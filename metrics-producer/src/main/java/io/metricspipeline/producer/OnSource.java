package io.metricspipeline.producer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** A part of one source: it exists, and its settings are read, only while {@code producer.sources} names that source. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(SourceIsOn.class)
public @interface OnSource {

    SourceName value();
}
