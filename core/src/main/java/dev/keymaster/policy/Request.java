package dev.keymaster.policy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for.
 *
 * @param operation what
 * @param environment of the key; null if it is about no key
 * @param service of the key; null if it is about no key
 * @param key its name; null if it is about no key
 * @param caller who asks
 * @param owner user id of whom the vault is
 */
public record Request(
    Operation operation,
    @Nullable EnvironmentName environment,
    @Nullable ServiceName service,
    @Nullable KeyName key,
    Caller caller,
    long owner) {

  /** About no key. */
  public Request(Operation operation, Caller caller, long owner) {
    this(operation, null, null, null, caller, owner);
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
    return Reserved.CHILDREN.equals(environment)
        ? operation.word() + " of a key of " + service + " for one program"
        : operation.word() + " of km://" + environment + "/" + key;
  }
}
