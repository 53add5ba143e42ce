package dev.keymaster.alert;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The alert rules of a vault with the keys that sign for their web hooks (docs/format.md §7.4.1).
 */
public final class AlertBook {
  /** The document that holds it. */
  public static final String DOCUMENT = "alert-rules";

  private static final int MOST = 64;

  /** A rule and its key, which is empty if nothing is signed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(AlertRule rule, byte[] key) {}

  private final List<Entry> entries = new ArrayList<>();

  private AlertBook() {}

  /** Reads it; null stands for the default rules. */
  public static AlertBook of(byte @Nullable [] document) {
    AlertBook book = new AlertBook();
    if (document == null) {
      AlertRule.DEFAULTS.forEach(rule -> book.entries.add(new Entry(rule, new byte[0])));
      return book;
    }
    FieldReader in = new FieldReader("the alert rules", document);
    for (byte[] entry : in.repeated(1)) {
      FieldReader at = new FieldReader("an alert rule", entry);
      AlertRule rule = AlertCodec.rule(at.nested(1));
      book.entries.add(new Entry(rule, at.bytes(2)));
      at.end();
    }
    in.end();
    return book;
  }

  /** Returns it as a document, which holds keys: the caller zeroes it. */
  public byte[] encoded() {
    Fields out = new Fields();
    entries.forEach(entry ->
        out.nested(1, new Fields().nested(1, AlertCodec.rule(entry.rule())).bytes(2, entry.key())));
    return out.encoded();
  }

  /** Returns the rules in their order. */
  public List<AlertRule> rules() {
    return entries.stream().map(Entry::rule).toList();
  }

  /** Returns a copy of the key that signs for a rule; null if nothing is signed. */
  public byte @Nullable [] key(String name) {
    return entries.stream()
        .filter(entry -> entry.rule().name().equals(name) && entry.key().length > 0)
        .map(entry -> entry.key().clone())
        .findFirst()
        .orElse(null);
  }

  /** Adds a rule; CONFLICT if there is one of that name, or too many. */
  public void add(AlertRule rule, byte[] key) {
    if (rules().stream().anyMatch(other -> other.name().equals(rule.name()))) {
      throw new KeymasterException(
          Code.CONFLICT,
          "there is an alert " + rule.name() + " already",
          "keymaster alert remove " + rule.name());
    }
    if (entries.size() >= MOST) {
      throw new KeymasterException(
          Code.CONFLICT, "there are " + MOST + " alerts already", "keymaster alert remove NAME");
    }
    entries.add(new Entry(rule, key.clone()));
  }

  /** Removes a rule; NOT_FOUND if there is none of that name. */
  public void remove(String name) {
    if (!entries.removeIf(entry -> entry.rule().name().equals(name))) {
      throw new KeymasterException(
          Code.NOT_FOUND, "no alert " + Printable.quote(name), "keymaster alert list");
    }
  }
}
