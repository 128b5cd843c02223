package io.metricspipeline.sink.page;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Opens the page's port when the sink has started, and says where it is and who may see it. A page that cannot be opened, or
 * that nobody protects, is a warning: samples are stored all the same.
 */
@Component
class PageServer {

    private static final Logger log = LoggerFactory.getLogger(PageServer.class);
    private static final int CLOSED = -1;

    private final PageSettings settings;
    private volatile int port = CLOSED;

    PageServer(PageSettings settings) {
        this.settings = settings;
    }

    int port() {
        return port;
    }

    @EventListener
    void onReady(ApplicationReadyEvent started) {
        if (!settings.enabled()
                || !(started.getApplicationContext() instanceof WebServerApplicationContext web)
                || !(web.getWebServer() instanceof TomcatWebServer server)) {
            return;
        }
        if (!settings.open()) {
            log.warn(
                    "No live page: on {} it needs sink.page.password, or sink.page.insecure=true to show it to everybody",
                    settings.address());
            return;
        }
        open(server);
    }

    private void open(TomcatWebServer server) {
        try {
            Connector connector = connector();
            server.getTomcat().getService().addConnector(connector);
            port = connector.getLocalPort();
            log.info("Live page at http://{}:{}/, {}", settings.address(), port, audience());
        } catch (UnknownHostException | RuntimeException failure) {
            log.warn(
                    "No live page: cannot listen on {}:{} ({}); sink.page.port and sink.page.address choose another place",
                    settings.address(),
                    settings.port(),
                    NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        }
    }

    private Connector connector() throws UnknownHostException {
        Http11NioProtocol protocol = new Http11NioProtocol();
        protocol.setAddress(InetAddress.getByName(settings.address()));
        protocol.setPort(settings.port());
        // Threads of its own, few of them: however many look, health is answered. A stream holds a connection, no
        // thread.
        protocol.setMaxThreads(20);
        protocol.setMinSpareThreads(1);
        // A browser that takes nothing for so long is let go; it comes back by itself.
        protocol.setConnectionTimeout(5_000);
        protocol.setKeepAliveTimeout(60_000);
        protocol.setCompression("on");
        Connector connector = new Connector(protocol);
        connector.setThrowOnFailure(true);
        // As Spring Boot's own: the port is free as soon as the server has stopped.
        connector.setProperty("bindOnInit", "false");
        return connector;
    }

    private String audience() {
        if (settings.asksForPassword()) {
            return "for user " + PageSecurity.USER + " with sink.page.password";
        }
        return settings.onLoopback() ? "for whoever is on this machine" : "for everybody: sink.page.insecure is set";
    }
}
