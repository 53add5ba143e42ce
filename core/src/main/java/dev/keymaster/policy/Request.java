package dev.keymaster.policy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.ServiceName;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for.
 *
 * @param operation what
 * @param environment of the key; null if it is about no key
 * @param service of the key; null if it is about no key, or about one that is not there yet: then
 *     it may come to be of any service
 * @param key its name; null if it is about no key
 * @param caller who asks
 * @param owner user id of whom the vault is
 * @param terms what a key is to be that is made: its limit, how long it lives; empty if none is
 *     made
 */
public record Request(
    Operation operation,
    @Nullable EnvironmentName environment,
    @Nullable ServiceName service,
    @Nullable KeyName key,
    Caller caller,
    long owner,
    String terms) {
  /** An amount with its currency, a name, a URL: what nobody takes for the end of a term. */
  private static final Pattern PLAIN = Pattern.compile("[0-9.]+ [A-Za-z]+|[A-Za-z0-9._:/@+-]+");

  /** About a key that is not made by this. */
  public Request(
      Operation operation,
      @Nullable EnvironmentName environment,
      @Nullable ServiceName service,
      @Nullable KeyName key,
      Caller caller,
      long owner) {
    this(operation, environment, service, key, caller, owner, "");
  }

  /** About no key. */
  public Request(Operation operation, Caller caller, long owner) {
    this(operation, null, null, null, caller, owner);
  }

  /**
   * Returns the same request for a key that is to be like that. A yes is for just these terms, so
   * none can be written such that it looks like several.
   *
   * @param metadata of the key, those that begin with {@code mint.}
   */
  public Request on(Map<String, String> metadata) {
    String said =
        new TreeMap<>(metadata)
            .entrySet().stream()
                .map(term -> plain(bare(term.getKey())) + " " + plain(spoken(term.getValue())))
                .collect(Collectors.joining(", "));
    return new Request(operation, environment, service, key, caller, owner, said);
  }

  private static String bare(String name) {
    return name.startsWith(KeyDetails.TERM) ? name.substring(KeyDetails.TERM.length()) : name;
  }

  /** Durations as a person writes them. */
  private static String spoken(String value) {
    boolean duration = value.matches("PT[0-9.HMS]+");
    return duration ? value.substring(2).toLowerCase(Locale.ROOT) : value;
  }

  private static String plain(String text) {
    return PLAIN.matcher(text).matches() ? text : Printable.quote(text);
  }

  /** Returns whether it is about a key of which nobody can say yet what service it is of. */
  public boolean isOfAnyService() {
    return key != null && service == null;
  }

  /** Returns what sort of caller it is. */
  public CallerKind kind() {
    return CallerKind.of(caller, owner);
  }

  /**
   * Returns what it is about, for a person: {@code reveal of km://prod/openai}. A key for one
   * program is named after its provider: its own name is a new one each time, and a yes is for what
   * is shown.
   */
  public String shown() {
    if (key == null) {
      return operation.word();
    }
    String about =
        Reserved.CHILDREN.equals(environment)
            ? " of a key of " + service + " for one program"
            : " of km://" + environment + "/" + key;
    return operation.word() + about + (terms.isEmpty() ? "" : " (" + terms + ")");
  }
}
