package io.metricspipeline.sink.page;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the live page is, and who may see it.
 *
 * @param enabled whether there is a page at all
 * @param address where it listens; beyond the loopback address it needs a password, or insecure
 * @param port where it listens; 0 is any free one
 * @param password asks for user {@code metrics} and this password
 * @param insecure shows it to everybody who reaches the port
 * @param jdbcUrl how analysts reach the database, when that is not how the sink does
 */
public record PageSettings(
        @DefaultValue("true") boolean enabled,

        @DefaultValue("localhost") @NotBlank(message = "must be a host name or an address")
        String address,

        @DefaultValue("8080")
        @Min(value = 0, message = "must be 0 to 65535")
        @Max(value = 65_535, message = "must be 0 to 65535")
        int port,

        @Nullable String password,

        @DefaultValue("false") boolean insecure,

        @Pattern(
                regexp = "jdbc:postgresql://[^/\\s]+/[^/?\\s]+(\\?\\S+)?",
                message = "must be jdbc:postgresql://host:port/database")
        @Nullable
        String jdbcUrl) {

    boolean asksForPassword() {
        return password != null && !password.isBlank();
    }

    boolean onLoopback() {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException nobodyCanReachIt) {
            return false;
        }
    }

    boolean open() {
        return enabled && (onLoopback() || asksForPassword() || insecure);
    }

    /** Without the password: settings find their way into logs. */
    @Override
    public String toString() {
        return "PageSettings[" + (enabled ? address + ":" + port : "none") + "]";
    }
}
