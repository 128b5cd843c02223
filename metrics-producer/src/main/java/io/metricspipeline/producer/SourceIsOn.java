package io.metricspipeline.producer;

import java.util.Objects;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Tells whether {@link OnSource} names a source that is on. Reads the setting itself: the settings' record comes later. */
final class SourceIsOn implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata part) {
        Object source = Objects.requireNonNull(part.getAnnotationAttributes(OnSource.class.getName()))
                .get("value");
        return Binder.get(context.getEnvironment())
                .bind("producer.sources", Bindable.setOf(SourceName.class))
                .orElse(Set.of(SourceName.HOST))
                .contains(source);
    }
}
