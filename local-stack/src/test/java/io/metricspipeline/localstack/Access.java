package io.metricspipeline.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How services reach secured servers: the settings that the README shows, with nothing secret among them.
 *
 * @param serverName name or address of the servers
 * @param authority PEM file of whoever signs the servers' certificates
 * @param secrets a directory for each service, with files that are named like properties
 */
record Access(String serverName, Path authority, Path secrets) {
    Access withServerName(String other) {
        return new Access(other, authority, secrets);
    }

    Access withAuthority(Path other) {
        return new Access(serverName, other, secrets);
    }

    Access withSecrets(Path other) {
        return new Access(serverName, authority, other);
    }

    List<String> forProducer(Ports ports, String hostName, Path spool, String... more) {
        List<String> settings = forBoth(Logins.PRODUCER, ports);
        settings.add("--producer.interval=100ms");
        settings.add("--producer.host-name=" + hostName);
        settings.add("--producer.spool.directory=" + spool);
        settings.addAll(List.of(more));
        return settings;
    }

    List<String> forSink(Ports ports, String... more) {
        List<String> settings = forBoth(Logins.SINK, ports);
        settings.add("--spring.datasource.url=jdbc:postgresql://" + serverName + ":" + ports.postgres()
                + "/metrics?sslmode=verify-full&channelBinding=require&sslrootcert=" + authority);
        settings.add("--spring.datasource.username=" + Logins.WRITER);
        settings.add("--sink.page.enabled=false");
        settings.add("--spring.flyway.user=" + Logins.OWNER);
        settings.addAll(List.of(more));
        return settings;
    }

    private List<String> forBoth(String service, Ports ports) {
        return new ArrayList<>(List.of(
                "--server.address=localhost",
                "--spring.config.import=configtree:" + secrets.resolve(service) + "/",
                "--spring.kafka.bootstrap-servers=" + serverName + ":" + ports.kafka(),
                "--spring.kafka.security.protocol=SASL_SSL",
                "--spring.kafka.properties.sasl.mechanism=SCRAM-SHA-512",
                "--spring.kafka.ssl.trust-store-type=PEM",
                "--spring.kafka.ssl.trust-store-location=file:" + authority));
    }
}
