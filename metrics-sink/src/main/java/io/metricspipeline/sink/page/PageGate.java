package io.metricspipeline.sink.page;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Two ports, one server: the page is on its own port alone, the actuator on the other alone. On the loopback address without a
 * password it answers only to that address's names, or any web site could have its own name point there and read along.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageGate extends OncePerRequestFilter {

    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1", "0:0:0:0:0:0:0:1");

    private final PageServer server;
    private final PageSettings settings;

    PageGate(PageServer server, PageSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    boolean isForPage(HttpServletRequest request) {
        return request.getLocalPort() == server.port();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isForPage(request) == isOfActuator(request)) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        } else if (isForPage(request) && !isMeant(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean isMeant(HttpServletRequest request) {
        return settings.asksForPassword()
                || settings.insecure()
                || OWN_NAMES.contains(request.getServerName())
                || settings.address().equalsIgnoreCase(request.getServerName());
    }

    private static boolean isOfActuator(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.startsWith("/actuator") || path.equals("/error");
    }
}
