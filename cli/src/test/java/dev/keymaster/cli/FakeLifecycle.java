package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.ChildOrder;
import dev.keymaster.model.Deadline;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.Released;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Verified;
import dev.keymaster.model.VersionState;
import dev.keymaster.wire.Lifecycle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Providers that say of a key what a test told them; of others nothing. */
final class FakeLifecycle implements Lifecycle {
  final Map<String, Verified.Outcome> outcomes = new HashMap<>();
  Map<String, String> addresses = Map.of();
  static final Issued ISSUED =
      new Issued(new ServiceName("openrouter"), Map.of("hash", "1d"), Issued.State.LIVE);

  final List<String> asked = new ArrayList<>();
  final Map<String, Ending> endings = new HashMap<>();
  List<KeyRef> resumed = List.of();
  List<KeyUsage> usage = List.of();
  List<Deadline> deadlines = List.of();
  final Set<String> logins = new TreeSet<>();
  boolean locked;
  String account = "";

  @Override
  public List<Verified> verify(List<KeyRef> refs, Map<String, String> where) {
    addresses = Map.copyOf(where);
    return refs.stream().map(this::verified).toList();
  }

  @Override
  public String login(ServiceName service, Secret credential, String address) {
    try (credential) {
      asked.add("login " + service + " " + credential.length() + " " + address);
      logins.add(service.value());
      return account;
    }
  }

  @Override
  public boolean loggedIn(ServiceName service) {
    return logins.contains(service.value());
  }

  @Override
  public void logout(ServiceName service) {
    asked.add("logout " + service);
  }

  @Override
  public KeyRecord mint(KeyRef ref, KeyDetails details) {
    asked.add("mint " + ref + " " + details.service() + " " + details.metadata());
    KeyVersion version =
        new KeyVersion(1, VersionState.CURRENT, Instant.EPOCH, "sk-…0001", 20, ISSUED);
    return new KeyRecord(
        ref.environment(), ref.name(), details, Instant.EPOCH, Instant.EPOCH, List.of(version));
  }

  @Override
  public Progress rotate(KeyRef ref, Duration grace, boolean rehearsal) {
    asked.add("rotate " + ref + " " + grace + (rehearsal ? " rehearsal" : ""));
    return progress(ref);
  }

  private Progress progress(KeyRef ref) {
    Ending ending = endings.getOrDefault(ref.name().value(), Ending.DONE);
    if (ending == Ending.BUSY) {
      throw new KeymasterException(Code.CONFLICT, "something is under way", "");
    }
    String note = ending == Ending.FAILED || ending == Ending.PENDING ? "a bad day" : "";
    return new Progress(ref, ending, note, ending == Ending.DONE ? null : Instant.EPOCH);
  }

  @Override
  public Progress replace(KeyRef ref, Secret value, Duration grace, String address) {
    try (value) {
      asked.add("replace " + ref + " " + value.length() + " " + grace + " " + address);
      return progress(ref);
    }
  }

  @Override
  public Progress revoke(KeyRef ref) {
    asked.add("revoke " + ref);
    return progress(ref);
  }

  @Override
  public void forget(KeyRef ref) {
    asked.add("forget " + ref);
  }

  @Override
  public Released lend(ChildOrder order) {
    asked.add("lend " + order.service() + " " + order.terms() + " for " + order.program());
    KeyRef ref = new KeyRef(Reserved.CHILDREN, new KeyName("run-1"));
    KeyRecord made = mint(ref, KeyDetails.of(order.service()));
    return new Released(made, 1, Secret.copyOf("sk-canary-lent".getBytes(UTF_8)));
  }

  @Override
  public Progress end(KeyRef ref) {
    asked.add("end " + ref);
    return progress(ref);
  }

  @Override
  public List<Progress> resume() {
    return resumed.stream().map(this::progress).toList();
  }

  @Override
  public List<Deadline> deadlines(Selection selection) {
    if (locked) {
      throw new KeymasterException(Code.LOCKED, "the vault is locked", "keymaster unlock");
    }
    return deadlines.stream()
        .filter(one -> selection.includes(one.ref().environment(), one.service(), one.ref().name()))
        .toList();
  }

  @Override
  public List<KeyUsage> usage(Selection selection) {
    asked.add("usage " + selection.service() + " " + selection.name());
    return usage;
  }

  private Verified verified(KeyRef ref) {
    ServiceName service = new ServiceName("openai");
    Verified.Outcome outcome = outcomes.get(ref.name().value());
    return outcome == null
        ? Verified.unasked(ref, service, "no call is known")
        : new Verified(ref, service, outcome, true, "said so", Map.of("x-ratelimit-limit", "7"));
  }
}
