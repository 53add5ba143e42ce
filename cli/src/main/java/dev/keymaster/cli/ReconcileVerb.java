package dev.keymaster.cli;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.Discrepancy.Kind;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Stored;
import dev.keymaster.wire.Inventory;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reconcile}. */
@Command(
    description =
        "Holds the providers' lists of keys against the vault: keys that the vault does not have,"
            + " that the provider does not have any more, that were never used, that are older than"
            + " the policy wants. Exit code 10 if there are any. --revoke and --adopt clear up one"
            + " that the vault does not have. At a terminal it offers to go through them.",
    footer = {
      "  keymaster reconcile",
      "  keymaster reconcile --guided",
      "  keymaster reconcile --service openrouter --json",
      "  keymaster reconcile --service openrouter --revoke ID",
      "  keymaster reconcile --service openrouter --adopt ID --name ci < key.txt"
    })
final class ReconcileVerb extends Verb implements TakesSecret {
  @Option(names = "--service", paramLabel = "SERVICE", description = "this provider only")
  @Nullable String service;

  @Option(
      names = "--revoke",
      paramLabel = "ID",
      description = "with --service: revoke this key there")
  @Nullable String revoke;

  @Option(
      names = "--adopt",
      paramLabel = "ID",
      description = "with --service: take this key into the vault; its value is asked for")
  @Nullable String adopt;

  @Option(names = "--name", paramLabel = "NAME", description = "with --adopt: what to call it")
  @Nullable String name;

  @Option(
      names = "--guided",
      description = "go through what the vault does not have, one after the other")
  boolean guided;

  @Mixin SecretInput input = new SecretInput();
  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  int run(Session session) {
    boolean clears = revoke != null || adopt != null;
    if (guided && (clears || session.output().json())) {
      throw KeymasterException.usage("--guided asks a person", "keymaster reconcile --guided");
    }
    if ((revoke != null && adopt != null)
        || (clears && service == null)
        || (adopt == null) != (name == null)) {
      throw KeymasterException.usage(
          "--revoke ID or --adopt ID --name NAME, each with --service",
          "keymaster reconcile --service SERVICE --revoke ID");
    }
    ServiceName only = service == null ? null : KnownProvider.named(session, service).name();
    if (only != null && revoke != null) {
      return revoke(session, only, revoke);
    }
    if (only != null && adopt != null && name != null) {
      return adopt(session, only, adopt, name);
    }
    return compare(session, only == null ? Set.of() : Set.of(only));
  }

  private int revoke(Session session, ServiceName only, String id) {
    confirmation.demand(session, ReconcileWalk.forGood(only, id));
    revoked(session, only, id);
    if (session.output().json()) {
      session.output().json(Json.document("revoked").set("service", only.value()).set("id", id));
    } else {
      session.output().note("revoked " + id + " at " + only);
    }
    return 0;
  }

  /** One that the vault may hand out takes another word, of a person: no flag gives it. */
  private static void revoked(Session session, ServiceName only, String id) {
    Inventory inventory = session.engine().inventory();
    try {
      inventory.revoke(only, id, false);
    } catch (KeymasterException e) {
      if (!e.hint().equals(Discrepancy.SURELY) || !session.person().present()) {
        throw e;
      }
      session
          .person()
          .confirm(id + ": " + e.getMessage() + ". Revoke it all the same?", "leave it there");
      inventory.revoke(only, id, true);
    }
  }

  private int adopt(Session session, ServiceName only, String id, String called) {
    session.names().refuseValue(called, "reconcile --name");
    KeyRef ref = session.names().keyRef(called);
    Secret value = input.read(session, "Value of " + id, Intent.adopt(ref, only));
    KeyRecord key = session.engine().inventory().adopt(ref, only, id, value);
    StoredReport.print(session, new Stored(Stored.Outcome.CREATED, key));
    return 0;
  }

  private int compare(Session session, Set<ServiceName> only) {
    if (guided) {
      session.person().demand("what to do with each key", "--adopt and --revoke say it");
    }
    Inventory inventory = session.engine().inventory();
    List<Discrepancy> found = inventory.compare(only);
    if (session.output().json()) {
      List<Json> rows = found.stream().map(ReconcileVerb::json).toList();
      session.output().json(Json.document("reconciliation").objects("found", rows));
    } else if (found.isEmpty()) {
      session.output().note("providers and vault agree");
    } else {
      table(session, found);
      return code(new ReconcileWalk(session).through(found, guided));
    }
    return code(found);
  }

  private static void table(Session session, List<Discrepancy> found) {
    Table table = new Table("SERVICE", "WHAT", "NAME THERE", "KEY HERE", "MADE", "LAST USE", "ID");
    for (Discrepancy one : found) {
      KeyRef ref = one.ref();
      String what = KeyJson.word(one.kind()).replace('-', ' ');
      table.row(
          one.service().value(),
          one.note().isEmpty() ? what : what + ": " + one.note(),
          one.name().isEmpty() ? "-" : one.name(),
          ref == null ? "-" : ref.toString(),
          day(one.created()),
          day(one.lastUsed()),
          one.id().isEmpty() ? "-" : one.id());
    }
    session.print(table);
  }

  private static String day(@Nullable Instant time) {
    return time == null ? "-" : time.toString().substring(0, 10);
  }

  private static Json json(Discrepancy one) {
    KeyRef ref = one.ref();
    return Json.object()
        .set("service", one.service().value())
        .set("kind", KeyJson.word(one.kind()))
        .set("id", one.id())
        .set("name", one.name())
        .set("hint", one.hint())
        .set("key", ref == null ? null : ref.toString())
        .set("created", one.created())
        .set("last_used", one.lastUsed())
        .set("note", one.note());
  }

  /** What is found comes before what could not be asked. */
  private static int code(List<Discrepancy> found) {
    long unasked = found.stream().filter(one -> one.kind() == Kind.UNASKED).count();
    if (unasked < found.size()) {
      return Code.FINDINGS.exitCode();
    }
    return unasked > 0 ? Code.UNAVAILABLE.exitCode() : 0;
  }
}
