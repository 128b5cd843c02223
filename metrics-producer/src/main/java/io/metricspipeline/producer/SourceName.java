package io.metricspipeline.producer;

import java.util.Locale;

/** What events can come from; {@code producer.sources} names those that are on. */
public enum SourceName {
    HOST,
    FLEET,
    USER_LOGIN,
    HTTP;

    /** As the setting, the meters and the health call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
