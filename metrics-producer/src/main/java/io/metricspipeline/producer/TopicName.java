package io.metricspipeline.producer;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A setting that must be given and be the name of a topic. */
@NotNull
@Pattern(regexp = "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface TopicName {

    String message() default "must be a Kafka topic name: 1 to 249 letters, digits, dots, underscores and dashes";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
