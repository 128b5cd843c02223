package io.metricspipeline.sink.page;

import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import jakarta.servlet.DispatcherType;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The page's password and headers. The actuator's port stays as it is: no request there matches this chain. */
@Configuration(proxyBeanMethods = false)
class PageSecurity {

    static final String USER = "metrics";

    /** Everything comes from the page's own address: no inline script or style, no other site, no frame around it. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Bean
    SecurityFilterChain pageSecurityChain(HttpSecurity http, PageGate gate, PageSettings settings) throws Exception {
        http.securityMatcher(gate::isForPage)
                // There is nothing to change, and so nothing to forge.
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)));
        if (settings.asksForPassword()) {
            http.httpBasic(withDefaults())
                    .authorizeHttpRequests(requests -> requests
                            // The end of a stream, whose beginning had the password.
                            .dispatcherTypeMatchers(DispatcherType.ASYNC)
                            .permitAll()
                            .anyRequest()
                            .authenticated());
        }
        return http.build();
    }

    /** Also without a password: Spring Boot would otherwise make one up, and log it. */
    @Bean
    UserDetailsService pageUsers(PageSettings settings, PasswordEncoder encoder) {
        InMemoryUserDetailsManager users = new InMemoryUserDetailsManager();
        if (settings.asksForPassword()) {
            String password = Objects.requireNonNull(encoder.encode(settings.password()));
            users.createUser(User.withUsername(USER).password(password).build());
        }
        return users;
    }

    /** Cheap on purpose: each request brings the password, which lies in the settings as it is and in no table. */
    @Bean
    PasswordEncoder pagePasswordEncoder() {
        return new Pbkdf2PasswordEncoder("", 16, 1, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256);
    }
}
