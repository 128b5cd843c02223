package io.metricspipeline.producer.login;

import io.metricspipeline.producer.OnSource;
import io.metricspipeline.producer.Share;
import io.metricspipeline.producer.SourceName;
import io.metricspipeline.producer.TopicName;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the source user-login. Every event has an event_id of its own and is sent until Kafka acknowledges it:
 * a reader may see it more than once. What was in memory when the process was killed has never been.
 *
 * @param topic where the logins go
 * @param perSecond logins in a second, on average, 0.01 to 10000
 * @param users how many people there are, 1 to 10000000
 * @param seed the same seed makes the same people
 * @param missing share of the events in which a field is missing, 0 to 1
 * @param odd share of the events in which a field is odd, 0 to 1
 */
@OnSource(SourceName.USER_LOGIN)
@Validated
@ConfigurationProperties("producer.user-login")
record LoginProperties(
        @DefaultValue("user-login") @TopicName String topic,

        @DefaultValue("10")
        @DecimalMin(value = "0.01", message = RATE_RULE)
        @DecimalMax(value = "10000", message = RATE_RULE)
        double perSecond,

        @DefaultValue("10000") @Min(value = 1, message = USERS_RULE) @Max(value = 10_000_000, message = USERS_RULE)
        int users,

        @DefaultValue("1") long seed,

        @DefaultValue("0") @Share double missing,

        @DefaultValue("0") @Share double odd) {

    private static final String RATE_RULE = "must be 0.01 to 10000";
    private static final String USERS_RULE = "must be 1 to 10000000";
}
