package io.metricspipeline.sink;

import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** The one connection by which Kafka is asked about topics and groups. */
@Component
class KafkaAdminClient implements DisposableBean {

    private final KafkaAdmin settings;
    private @Nullable Admin admin;

    KafkaAdminClient(KafkaAdmin settings) {
        this.settings = settings;
    }

    /** Made at the first look: the constructor throws while the broker's name cannot be resolved. */
    synchronized Admin get() {
        if (admin == null) {
            admin = Admin.create(settings.getConfigurationProperties());
        }
        return admin;
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close();
        }
    }
}
