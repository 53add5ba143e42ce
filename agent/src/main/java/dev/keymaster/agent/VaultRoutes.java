package dev.keymaster.agent;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.SafetyCodec;
import dev.keymaster.wire.SlotKeeping;
import dev.keymaster.wire.Vault;
import dev.keymaster.wire.VaultCodec;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;

/** Requests about slots, keys of the vault, backups and safety copies as routes. */
final class VaultRoutes {
  private static final String JSON = HttpResponse.JSON;
  private static final String OCTETS = HttpResponse.OCTETS;

  private VaultRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.of("POST", "/v1/check", "", JSON, at -> slot(vault(at).unlock())),
        Route.of("POST", "/v1/slots", OCTETS, "", VaultRoutes::addSlot),
        Route.of("POST", "/v1/slots/remove", JSON, JSON, VaultRoutes::removeSlot),
        Route.of("POST", "/v1/slots/passphrase", OCTETS, JSON, VaultRoutes::passphrase),
        Route.of("POST", "/v1/rekey", OCTETS, JSON, VaultRoutes::rekey),
        Route.of("POST", "/v1/accept-older", "", "", VaultRoutes::acceptOlder),
        Route.of("POST", "/v1/fingerprint", "", JSON, VaultRoutes::fingerprint),
        Route.of("POST", "/v1/backup", OCTETS, OCTETS, VaultRoutes::backup),
        Route.of("POST", "/v1/restore", OCTETS, JSON, VaultRoutes::restore),
        Route.of("GET", "/v1/copies", "", JSON, VaultRoutes::copies),
        Route.of("POST", "/v1/copies/restore", JSON, JSON, VaultRoutes::restoreCopy));
  }

  private static Vault vault(Exchange at) {
    return at.engine().vault();
  }

  private static HttpResponse slot(Slot slot) {
    return HttpResponse.json(new JsonWriter().set("slot", VaultCodec.slot(slot)));
  }

  /** The secret is kept by whoever asks; the vault gets what it opens. */
  private static HttpResponse addSlot(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      SlotKeeping.Kept slot = SafetyCodec.newSlot(pairs);
      try (Secret secret = slot.secret()) {
        at.engine().addSlot(slot.slot(), secret);
      }
      return HttpResponse.empty(204);
    }
  }

  private static HttpResponse removeSlot(Exchange at) {
    JsonObject json = at.json();
    String chosen = json.text("slot");
    json.end();
    return slot(vault(at).removeSlot(chosen));
  }

  private static HttpResponse passphrase(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      Pairs.Pair pair = demand(pairs, 1).getFirst();
      return slot(vault(at).changePassphrase(pair.name(), pair.value().copy()));
    }
  }

  private static List<Pairs.Pair> demand(Pairs pairs, int count) {
    if (pairs.all().size() != count) {
      throw KeymasterException.usage("the body has to be " + count + " pairs", "");
    }
    return pairs.all();
  }

  private static HttpResponse rekey(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      return HttpResponse.json(SafetyCodec.slots(at.engine().rekey(slot -> secret(pairs, slot))));
    }
  }

  private static Optional<Secret> secret(Pairs pairs, Slot slot) {
    return pairs.all().stream()
        .filter(pair -> pair.name().equals(slot.id()))
        .map(pair -> pair.value().copy())
        .findFirst();
  }

  private static HttpResponse acceptOlder(Exchange at) {
    vault(at).acceptOlder();
    return HttpResponse.empty(204);
  }

  private static HttpResponse fingerprint(Exchange at) {
    return HttpResponse.json(new JsonWriter().set("added", vault(at).fingerprint()));
  }

  /** What is larger than a request may be could not be brought back here. */
  private static HttpResponse backup(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body());
        Bounded out = new Bounded(SafetyCodec.LARGEST_BACKUP)) {
      Secret passphrase = demand(pairs, 2).get(1).value().copy();
      int keys = vault(at).backup(SafetyCodec.selectionOf(pairs), passphrase, out);
      if (out.overflown()) {
        return HttpResponse.empty(CommandAnswer.NOT_HERE);
      }
      try (Pairs answer = SafetyCodec.backup(keys, out.bytes())) {
        return HttpResponse.octets(answer.encoded());
      }
    }
  }

  @RevealsSecret("a backup is sealed")
  private static HttpResponse restore(Exchange at) {
    try (Pairs pairs = Pairs.of(at.request().body())) {
      Secret passphrase = demand(pairs, 3).get(1).value().copy();
      byte[] backup = pairs.all().get(2).value().reveal();
      Selection selection = SafetyCodec.selectionOf(pairs);
      return HttpResponse.json(
          SafetyCodec.restored(
              vault(at).restore(selection, passphrase, new ByteArrayInputStream(backup))));
    }
  }

  private static HttpResponse copies(Exchange at) {
    return HttpResponse.json(SafetyCodec.copies(vault(at).copies()));
  }

  private static HttpResponse restoreCopy(Exchange at) {
    JsonObject json = at.json();
    String id = json.text("id");
    Selection selection = SafetyCodec.selection(json.object("selection"));
    json.end();
    return HttpResponse.json(SafetyCodec.restored(vault(at).restoreCopy(id, selection)));
  }
}
