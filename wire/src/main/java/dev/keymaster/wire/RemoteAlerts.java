package dev.keymaster.wire;

import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.net.JsonWriter;
import java.util.List;

/** Requests about alerts, sent to an agent: it delivers them, so it tries them too. */
record RemoteAlerts(RemoteEngine engine) implements Alerts {
  @Override
  public List<AlertRule> rules() {
    return listing().rules();
  }

  @Override
  public int waiting() {
    return listing().waiting();
  }

  private AlertCodec.Listing listing() {
    return engine.pairs(agent -> agent.send("GET", "/v1/alerts"), AlertCodec::listing);
  }

  @Override
  public AddedAlert add(AlertRule rule, boolean signed) {
    return engine.pairs(
        agent -> agent.send("POST", "/v1/alerts", AlertCodec.wanted(rule, signed)),
        pairs -> AlertCodec.added(pairs, rule));
  }

  @Override
  public void remove(String name) {
    JsonWriter named = new JsonWriter().set("name", name);
    engine.ask(agent -> agent.send("POST", "/v1/alerts/remove", named));
  }

  @Override
  public List<Trial> test(String name) {
    JsonWriter named = new JsonWriter().set("name", name);
    return AlertCodec.trials(engine.json(agent -> agent.send("POST", "/v1/alerts/test", named)));
  }
}
