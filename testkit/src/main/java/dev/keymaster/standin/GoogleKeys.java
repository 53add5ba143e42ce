package dev.keymaster.standin;

import dev.keymaster.standin.HeldKey.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the API Keys API and the operations that change them. A key that is deleted stays for
 * 30 days. Every change is answered with an operation that is not done at first; the end of one
 * that makes a key shows its value.
 */
final class GoogleKeys {
  /** The account that keys may be bound to. */
  static final String BINDABLE = "gemini@" + GoogleSignIn.PROJECT + ".iam.gserviceaccount.com";

  static final String NUMBER = "123456867718";
  private static final String PARENT = "projects/" + NUMBER + "/locations/global";
  private static final String GEMINI = "generativelanguage.googleapis.com";
  private static final String BOUND = "serviceAccountEmail";
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int MOST_ON_A_PAGE = 300;
  private static final Set<String> MUTABLE = Set.of("displayName", "restrictions", "annotations");
  private static final List<String> CLIENTS =
      List.of(
          "browserKeyRestrictions",
          "serverKeyRestrictions",
          "androidKeyRestrictions",
          "iosKeyRestrictions");

  /** What is known of a key beside what every provider knows. */
  private static final class Facts {
    final String value;
    final String uid = uuid();
    final Map<String, @Nullable Object> set = new LinkedHashMap<>();
    Instant updated;
    @Nullable Instant deleted;

    Facts(String value, Instant now) {
      this.value = value;
      this.updated = now;
    }

    private static String uuid() {
      String hex = Values.hex(32);
      return hex.substring(0, 8)
          + "-"
          + hex.substring(8, 12)
          + "-4"
          + hex.substring(13, 16)
          + "-a"
          + hex.substring(17, 20)
          + "-"
          + hex.substring(20);
    }
  }

  /** A change under way. */
  private static final class Pending {
    final Map<String, @Nullable Object> end;
    int questions;

    Pending(Map<String, @Nullable Object> end, int questions) {
      this.end = end;
      this.questions = questions;
    }
  }

  private final Role role;
  private final Map<String, Facts> facts = new HashMap<>();
  private final Map<String, Pending> pending = new HashMap<>();
  private String nextId = "";

  GoogleKeys(Role role) {
    this.role = role;
  }

  /** Returns the id for the key that is made next. */
  String id() {
    String id = nextId.isEmpty() ? Facts.uuid() : nextId;
    nextId = "";
    return id;
  }

  /** Notes a key made: bound and restricted, as the vendor's own page makes them. */
  void made(Role.Made made) {
    Facts about = new Facts(made.value(), made.key().created);
    about.set.put("displayName", made.key().name);
    about.set.put("restrictions", restricted());
    about.set.put(BOUND, BINDABLE);
    facts.put(made.key().id, about);
  }

  private static Map<String, @Nullable Object> restricted() {
    return Json.of("apiTargets", List.of(Json.of("service", GEMINI)));
  }

  /** A project by its id or its number, in the only location. */
  static void requireParent(List<String> ids) {
    if (!Set.of(GoogleSignIn.PROJECT, NUMBER).contains(ids.getFirst())) {
      throw new Refusal(
          403, "IAM_PERMISSION_DENIED", "Permission denied on resource (or it may not exist).");
    }
    if (!ids.get(1).equals("global")) {
      throw new Refusal(400, "", "Only the location global is supported");
    }
  }

  Answer create(Ask ask) {
    Map<?, ?> order = ask.object();
    String id = ask.one("keyId").orElse("");
    if (!id.isEmpty() && (!id.matches("[a-z]([a-z0-9-]{0,61}[a-z0-9])?") || isUuid(id))) {
      throw new Refusal(400, "", "Invalid key id");
    }
    if (!id.isEmpty() && facts.containsKey(id)) {
      throw new Refusal(409, "", "The key " + id + " exists already");
    }
    Map<String, @Nullable Object> wanted = wanted(order);
    String bound = order.get(BOUND) instanceof String text ? text : "";
    if (!bound.isEmpty()) {
      requireBindable(bound, wanted);
      if (!role.varies(Variant.GOOGLE_BINDS_NOTHING)) {
        wanted.put(BOUND, bound);
      }
    }
    if (role.varies(Variant.GOOGLE_OPERATION_FAILS)) {
      return begun(Json.of("error", Json.of("code", 7, "message", "Binding is not allowed")));
    }
    nextId = id;
    HeldKey key = role.make(Kind.KEY, String.valueOf(wanted.getOrDefault("displayName", ""))).key();
    Facts about = at(key);
    about.set.clear();
    about.set.putAll(wanted);
    Map<String, @Nullable Object> response = response(key);
    response.put("keyString", about.value);
    return begun(Json.of("response", response));
  }

  private static boolean isUuid(String id) {
    return id.matches("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}");
  }

  /** Without a policy that allows more, a key is bound for Gemini alone. */
  private static void requireBindable(String account, Map<String, @Nullable Object> wanted) {
    if (!account.equals(BINDABLE)) {
      throw new Refusal(400, "", "The service account does not exist");
    }
    if (!restricted().equals(wanted.get("restrictions"))) {
      throw new Refusal(
          400, "FAILED_PRECONDITION", "Binding is disabled by an organization policy");
    }
  }

  /** Takes what may be set out of a request, and refuses what may not be so. */
  private static Map<String, @Nullable Object> wanted(Map<?, ?> order) {
    Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
    for (String field : MUTABLE) {
      Object value = order.get(field);
      if (value != null) {
        wanted.put(field, value);
      }
    }
    if (wanted.get("displayName") instanceof String name && name.length() > 63) {
      throw new Refusal(400, "", "display_name has at most 63 characters");
    }
    if (wanted.get("annotations") instanceof Map<?, ?> map
        && map.values().stream().anyMatch(value -> !(value instanceof String))) {
      throw new Refusal(400, "", "annotations are texts");
    }
    if (wanted.get("restrictions") instanceof Map<?, ?> map
        && CLIENTS.stream().filter(map::containsKey).count() > 1) {
      throw new Refusal(400, "", "client_restrictions is a oneof");
    }
    return wanted;
  }

  Answer update(Ask ask, String id) {
    HeldKey key = live(id);
    Map<?, ?> order = ask.object();
    Map<String, @Nullable Object> wanted = wanted(order);
    String mask = ask.one("updateMask").orElse("");
    Set<String> fields =
        mask.equals("*")
            ? MUTABLE
            : mask.isEmpty()
                ? Set.copyOf(wanted.keySet())
                : Set.of(mask.replace("display_name", "displayName").split(",", -1));
    if (!MUTABLE.containsAll(fields)) {
      throw new Refusal(400, "", "updateMask: only " + MUTABLE + " can be updated");
    }
    requireEtag(key, order.get("etag") instanceof String etag ? etag : "");
    Facts about = at(key);
    fields.forEach(field -> {
      about.set.remove(field);
      if (wanted.containsKey(field)) {
        about.set.put(field, wanted.get(field));
      }
    });
    key.name = String.valueOf(about.set.getOrDefault("displayName", ""));
    about.updated = role.now();
    return begun(key);
  }

  Answer delete(String id, String etag) {
    HeldKey key = live(id);
    requireEtag(key, etag);
    key.gone = true;
    at(key).deleted = role.now();
    return begun(key);
  }

  Answer undelete(String id) {
    HeldKey key = any(id);
    if (!key.gone) {
      throw new Refusal(400, "FAILED_PRECONDITION", "The key is not deleted");
    }
    key.gone = false;
    at(key).deleted = null;
    return begun(key);
  }

  private void requireEtag(HeldKey key, String etag) {
    if (!etag.isEmpty() && !etag.equals(etag(key))) {
      throw new Refusal(409, "ABORTED", "The etag is not current");
    }
  }

  Answer get(String id) {
    return Answer.of(200, describe(any(id)));
  }

  Answer show(String id) {
    return Answer.of(200, Json.of("keyString", at(live(id)).value));
  }

  Answer lookUp(String value) {
    for (HeldKey key : role.keys.values()) {
      if (key.kind == Kind.KEY && key.hash.equals(Values.sha256(value))) {
        Map<String, @Nullable Object> owner = Json.of("parent", PARENT);
        if (!purged(key)) {
          owner.put("name", PARENT + "/keys/" + key.id);
        }
        return Answer.of(200, owner);
      }
    }
    throw new Refusal(403, "IAM_PERMISSION_DENIED", "Permission denied (or it may not exist).");
  }

  Answer list(Ask ask) {
    boolean deleted = ask.one("showDeleted").orElse("").equals("true");
    int asked = ask.number("pageSize", 0);
    int size = asked == 0 ? 50 : Math.min(asked, MOST_ON_A_PAGE);
    String cursor = ask.one("pageToken").orElse("");
    if (!cursor.matches("(from-[0-9]{1,6})?")) {
      throw new Refusal(400, "", "Invalid page token");
    }
    int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor.substring("from-".length()));
    List<HeldKey> all =
        role.keys.values().stream()
            .filter(key -> key.kind == Kind.KEY && !purged(key) && (deleted || !key.gone))
            .toList()
            .reversed();
    List<Map<String, @Nullable Object>> page =
        all.stream().skip(from).limit(size).map(this::describe).toList();
    Map<String, @Nullable Object> body = page.isEmpty() ? Json.of() : Json.of("keys", page);
    if (from + size < all.size()) {
      body.put("nextPageToken", "from-" + (from + size));
    }
    return Answer.of(200, body);
  }

  /** Tells how an operation stands: done at the first question. */
  Answer operation(String id) {
    Pending change = pending.get(id);
    if (change == null) {
      throw new Refusal(404, "", "Operation not found");
    }
    Map<String, @Nullable Object> body = Json.of("name", "operations/" + id);
    if (--change.questions <= 0) {
      body.put("done", true);
      body.putAll(change.end);
    }
    return Answer.of(200, body);
  }

  private Answer begun(HeldKey key) {
    return begun(Json.of("response", response(key)));
  }

  private Map<String, @Nullable Object> response(HeldKey key) {
    Map<String, @Nullable Object> response =
        Json.of("@type", "type.googleapis.com/google.api.apikeys.v2.Key");
    response.putAll(describe(key));
    return response;
  }

  private Answer begun(Map<String, @Nullable Object> end) {
    String id = "akmf.p7-" + NUMBER + "-" + Values.hex(32);
    int questions = role.varies(Variant.GOOGLE_NEVER_DONE) ? Integer.MAX_VALUE : 1;
    pending.put(id, new Pending(end, questions));
    return Answer.of(200, Json.of("name", "operations/" + id));
  }

  private boolean purged(HeldKey key) {
    Instant deleted = at(key).deleted;
    return deleted != null && !deleted.plus(KEPT).isAfter(role.now());
  }

  private HeldKey any(String id) {
    return role.keys.values().stream()
        .filter(key -> key.kind == Kind.KEY && key.id.equals(id) && !purged(key))
        .findFirst()
        .orElseThrow(() -> new Refusal(404, "", "The key was not found"));
  }

  private HeldKey live(String id) {
    HeldKey key = any(id);
    if (key.gone) {
      throw new Refusal(404, "", "The key is deleted");
    }
    return key;
  }

  private Facts at(HeldKey key) {
    return facts.computeIfAbsent(key.id, _ -> new Facts("", key.created));
  }

  private String etag(HeldKey key) {
    Facts about = at(key);
    return "W/\"" + Values.sha256(Json.text(about.set) + about.deleted).substring(0, 22) + "\"";
  }

  private Map<String, @Nullable Object> describe(HeldKey key) {
    Facts about = at(key);
    Map<String, @Nullable Object> body = Json.of("name", PARENT + "/keys/" + key.id);
    body.put("uid", about.uid);
    body.put("createTime", key.created.toString());
    body.put("updateTime", about.updated.toString());
    Instant deleted = about.deleted;
    if (deleted != null) {
      body.put("deleteTime", deleted.toString());
    }
    body.putAll(about.set);
    body.put("etag", etag(key));
    return body;
  }
}
