package dev.breakglass.pager;

import dev.breakglass.flow.OwnSecret;
import java.net.URI;
import java.util.Optional;

/** Who is woken; both, one or none. */
public record Settings(Optional<Service> pagerduty, Optional<Service> opsgenie) {
    public static final Settings NONE = new Settings(Optional.empty(), Optional.empty());
    public static final String PAGERDUTY = "https://events.pagerduty.com";
    public static final String OPSGENIE = "https://api.opsgenie.com";

    /**
     * A pager service.
     *
     * @param url where its interface begins; other regions have hosts of their own
     * @param key the routing key of a PagerDuty service, or the key of an Opsgenie integration
     */
    public record Service(URI url, OwnSecret key) {}
}
