package io.metricspipeline.localstack.alerts;

import io.metricspipeline.localstack.TroubledStack;
import java.util.List;

/** A fault in words, the alerts that have to fire while it lasts, and how it begins; healing the stack ends it. */
record Trial(String fault, List<String> alerts, Beginning beginning) {

    static Trial of(String fault, Beginning beginning, String... alerts) {
        return new Trial(fault, List.of(alerts), beginning);
    }

    /** Makes it happen. */
    interface Beginning {
        void befall(TroubledStack stack) throws Exception;
    }
}
