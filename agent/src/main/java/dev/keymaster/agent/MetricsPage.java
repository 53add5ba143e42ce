package dev.keymaster.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpResponse;
import java.util.Set;

/** Port: what there is to be counted, for Prometheus. */
public interface MetricsPage {
  /** Returns the page as it is now. */
  String text();

  /** Returns the media type of the page. */
  String type();

  /** {@code GET /metrics}, which is no sign of life: a scrape must not keep the vault open. */
  default Route route() {
    return new Route(
        "GET",
        "/metrics",
        Set.of(),
        "",
        type(),
        200,
        false,
        exchange -> new HttpResponse(200, type(), HttpFields.NONE, text().getBytes(UTF_8)));
  }
}
