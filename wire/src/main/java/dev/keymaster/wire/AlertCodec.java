package dev.keymaster.wire;

import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as JSON (docs/openapi.yaml). The address of a web hook often is a secret: it travels as a
 * pair, in the order of the web hooks in the JSON.
 */
public final class AlertCodec {
  private static final String ADDRESS = "address";
  private static final String SIGNING_KEY = "signing-key";

  /**
   * What the agent tells about alerts.
   *
   * @param waiting how many messages wait to be delivered
   */
  public record Listing(List<AlertRule> rules, int waiting) {}

  private AlertCodec() {}

  /** Packs the rules. */
  public static Pairs listing(Listing listing) {
    JsonWriter about =
        new JsonWriter()
            .objects("rules", listing.rules().stream().map(AlertCodec::rule).toList())
            .set("waiting", listing.waiting());
    Pairs pairs = new Pairs().add(ValueCodec.ABOUT, about.bytes());
    listing.rules().forEach(rule -> addAddresses(pairs, rule));
    return pairs;
  }

  /** Unpacks the rules. */
  public static Listing listing(Pairs pairs) {
    JsonObject json = ValueCodec.about(pairs);
    Iterator<String> addresses = addresses(pairs);
    List<AlertRule> rules =
        json.objects("rules").stream().map(rule -> rule(rule, addresses)).toList();
    int waiting = json.integer("waiting");
    json.end();
    demandNoMore(addresses);
    return new Listing(rules, waiting);
  }

  /** Packs a rule that is to be added, and whether its messages are to be signed. */
  public static Pairs wanted(AlertRule rule, boolean signed) {
    JsonWriter about = new JsonWriter().set("rule", rule(rule)).set("signed", signed);
    Pairs pairs = new Pairs().add(ValueCodec.ABOUT, about.bytes());
    addAddresses(pairs, rule);
    return pairs;
  }

  /**
   * A rule that is to be added.
   *
   * @param signed whether its messages are to be signed
   */
  public record Wanted(AlertRule rule, boolean signed) {}

  /** Unpacks a rule that is to be added. */
  public static Wanted wanted(Pairs pairs) {
    JsonObject json = ValueCodec.about(pairs);
    Iterator<String> addresses = addresses(pairs);
    Wanted wanted = new Wanted(rule(json.object("rule"), addresses), json.flag("signed"));
    json.end();
    demandNoMore(addresses);
    return wanted;
  }

  /** Packs the key of an added rule, if there is one; it stays the caller's to close. */
  public static Pairs added(AddedAlert added) {
    Pairs pairs = new Pairs();
    Secret key = added.signingKey();
    return key == null ? pairs : pairs.add(SIGNING_KEY, key);
  }

  /** Unpacks what became of a rule, whose key the caller closes. */
  public static AddedAlert added(Pairs pairs, AlertRule rule) {
    List<Pairs.Pair> all = pairs.all();
    return new AddedAlert(rule, all.isEmpty() ? null : all.getFirst().value().copy());
  }

  /** Writes how samples were taken. */
  public static JsonWriter trials(List<Alerts.Trial> trials) {
    return new JsonWriter()
        .objects(
            "trials",
            trials.stream()
                .map(one ->
                    new JsonWriter().set("target", one.target()).set("failure", one.failure()))
                .toList());
  }

  /** Reads how samples were taken. */
  public static List<Alerts.Trial> trials(JsonObject json) {
    List<Alerts.Trial> trials = json.objects("trials").stream().map(AlertCodec::trial).toList();
    json.end();
    return trials;
  }

  private static Alerts.Trial trial(JsonObject json) {
    Alerts.Trial trial = new Alerts.Trial(json.text("target"), json.text("failure"));
    json.end();
    return trial;
  }

  private static JsonWriter rule(AlertRule rule) {
    AlertRule.@Nullable Burst burst = rule.burst();
    return new JsonWriter()
        .set("name", rule.name())
        .texts("kinds", rule.kinds().stream().map(Words::of).sorted().toList())
        .set("environment", rule.environment())
        .set("key", rule.key())
        .set("program", rule.program())
        .set("burst", burst == null ? null : burst(burst))
        .set("new_program", rule.newProgram())
        .set("tampering", rule.tampering())
        .objects("targets", rule.targets().stream().map(AlertCodec::target).toList());
  }

  private static JsonWriter burst(AlertRule.Burst burst) {
    return new JsonWriter().set("count", burst.count()).set("seconds", burst.within().toSeconds());
  }

  private static AlertRule.Burst burst(JsonObject json) {
    AlertRule.Burst burst =
        new AlertRule.Burst(json.integer("count"), Duration.ofSeconds(json.integer("seconds")));
    json.end();
    return burst;
  }

  private static JsonWriter target(AlertTarget target) {
    return switch (target) {
      case AlertTarget.Desktop _ ->
          new JsonWriter().set("kind", "desktop").texts("words", List.of());
      case AlertTarget.Command(List<String> words) ->
          new JsonWriter().set("kind", "command").texts("words", words);
      case AlertTarget.Webhook _ ->
          new JsonWriter().set("kind", "webhook").texts("words", List.of());
    };
  }

  private static AlertRule rule(JsonObject json, Iterator<String> addresses) {
    Set<EventKind> kinds =
        json.texts("kinds").stream()
            .map(word -> Words.as(EventKind.values(), word))
            .collect(Collectors.toUnmodifiableSet());
    @Nullable JsonObject burst = json.objectOrNull("burst");
    List<AlertTarget> targets = new ArrayList<>();
    json.objects("targets").forEach(target -> targets.add(target(target, addresses)));
    AlertRule rule =
        new AlertRule(
            json.text("name"),
            kinds,
            json.textOrNull("environment"),
            json.textOrNull("key"),
            json.textOrNull("program"),
            burst == null ? null : burst(burst),
            json.flag("new_program"),
            json.flag("tampering"),
            targets);
    json.end();
    return rule;
  }

  private static AlertTarget target(JsonObject json, Iterator<String> addresses) {
    String kind = json.text("kind");
    List<String> words = json.texts("words");
    json.end();
    if (!words.isEmpty() && !kind.equals("command")) {
      throw KeymasterException.usage("only a command has words", "");
    }
    return switch (kind) {
      case "desktop" -> new AlertTarget.Desktop();
      case "command" -> new AlertTarget.Command(words);
      case "webhook" -> AlertTarget.Webhook.parse(addresses.hasNext() ? addresses.next() : "");
      default -> throw KeymasterException.usage("unknown kind of target in JSON", "");
    };
  }

  private static void addAddresses(Pairs pairs, AlertRule rule) {
    for (AlertTarget target : rule.targets()) {
      if (target instanceof AlertTarget.Webhook(var address)) {
        pairs.add(ADDRESS, address.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @RevealsSecret("the model holds the address of a web hook as text")
  private static Iterator<String> addresses(Pairs pairs) {
    return pairs.all().stream()
        .skip(1)
        .map(pair -> new String(pair.value().reveal(), StandardCharsets.UTF_8))
        .iterator();
  }

  private static void demandNoMore(Iterator<String> addresses) {
    if (addresses.hasNext()) {
      throw KeymasterException.usage("there are more addresses than web hooks", "");
    }
  }
}
