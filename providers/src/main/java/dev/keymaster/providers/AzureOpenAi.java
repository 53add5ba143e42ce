package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.web.WebRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI: an account has two keys, in slots {@code 1} and {@code 2}. To make one is to make
 * the other slot's anew, which ends what was there; to end one is to make its slot's anew and to
 * forget that. An id has {@code subscription}, {@code resource-group}, {@code account}, {@code
 * slot} and {@code hash}, the SHA-256 of the value: a slot that holds another value by now is left
 * alone. Settings of an order: the first four.
 */
final class AzureOpenAi extends CatalogueVendor {
  private static final String SLOT = "slot";
  private static final String HASH = "hash";
  private static final List<String> ACCOUNT = List.of("subscription", "resource-group", "account");
  private static final String VERSION = "?api-version=2022-03-01";

  AzureOpenAi(Api api, Api admin) {
    super(api, admin);
  }

  @Override
  public String objection(MintOrder order) {
    return slot(order).matches("[12]")
        ? super.objection(order)
        : "an account of Azure OpenAI has slot=1 and slot=2";
  }

  /** Never makes the slot anew that is in use. */
  private static String slot(MintOrder order) {
    IssuedId replaced = order.replaces();
    String used = replaced == null ? "" : replaced.parts().getOrDefault(SLOT, "");
    return used.isEmpty() ? order.setting(SLOT) : used.equals("1") ? "2" : "1";
  }

  @Override
  Reply<Minted> make(Secret admin, MintOrder order) {
    Map<String, String> parts = new TreeMap<>(order.settings());
    parts.keySet().retainAll(ACCOUNT);
    parts.put(SLOT, slot(order));
    return admin().ask(regeneration(parts), admin).then(made -> minted(made, parts));
  }

  private static Reply<Minted> minted(Reply.Answer<Body> made, Map<String, String> parts) {
    Secret value = only(made.value(), parts);
    if (value == null) {
      return Api.failed(
          Failure.Kind.UNCERTAIN, "Azure OpenAI did not show the key it made", 200, null);
    }
    Map<String, String> id = new TreeMap<>(parts);
    id.put(HASH, Ids.hash(value));
    String name = "key" + parts.get(SLOT);
    IssuedKey key = new IssuedKey(new IssuedId(id), name, "", true, null, null, null);
    return new Reply.Answer<>(new Minted(value, key), made.limits());
  }

  /** Takes the key of a slot out of an answer that holds both; null if it is not there. */
  private static @Nullable Secret only(Body body, Map<String, String> parts) {
    Secret found = null;
    for (String slot : List.of("1", "2")) {
      Secret key = body.secret("key" + slot).orElse(null);
      if (slot.equals(parts.get(SLOT))) {
        found = key;
      } else if (key != null) {
        key.close();
      }
    }
    return found;
  }

  private WebRequest regeneration(Map<String, String> parts) {
    JsonWriter body = new JsonWriter().set("keyName", "Key" + parts.get(SLOT));
    return admin().request("POST", path(parts) + "/regenerateKey" + VERSION, body);
  }

  private static String path(Map<String, String> parts) {
    IssuedId id = new IssuedId(parts);
    return "/subscriptions/"
        + Ids.part(id, "subscription")
        + "/resourceGroups/"
        + Ids.part(id, "resource-group")
        + "/providers/Microsoft.CognitiveServices/accounts/"
        + Ids.part(id, "account");
  }

  @Override
  public Reply<Revoked> revoke(Secret admin, IssuedId id) {
    WebRequest request = admin().request("POST", path(id.parts()) + "/listKeys" + VERSION).again();
    Reply<Body> keys = admin().ask(request, Api.Purpose.READ_KEY, admin);
    if (!(keys instanceof Reply.Answer<Body>(Body body, RateLimits _))) {
      return Ids.revoked(keys, none -> false);
    }
    try (Secret now = only(body, id.parts())) {
      if (now == null) {
        return Api.failed(Failure.Kind.MALFORMED, "Azure OpenAI shows no such slot", 200, null);
      }
      if (!Ids.hash(now).equals(id.parts().get(HASH))) {
        return new Reply.Answer<>(Revoked.BEFORE, RateLimits.NONE);
      }
    }
    WebRequest anew = regeneration(id.parts()).again();
    return Ids.revoked(admin().ask(anew, admin), AzureOpenAi::forgotten);
  }

  private static boolean forgotten(Body body) {
    boolean made = false;
    for (String name : List.of("key1", "key2")) {
      Secret key = body.secret(name).orElse(null);
      if (key != null) {
        key.close();
        made = true;
      }
    }
    return made;
  }
}
