package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Fingerprint;
import dev.keymaster.project.Project;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a shell in this folder gets: those that a trusted project chooses, and none without
 * one. Nothing is released by looking.
 */
final class HookState {
  private static final int ENOUGH = 16;

  private final String mark;
  private final @Nullable Injection keys;
  private final @Nullable KeymasterException failure;

  private HookState(
      StringBuilder seen, @Nullable Injection keys, @Nullable KeymasterException failure) {
    this.mark = Fingerprint.of(seen.toString().getBytes(UTF_8)).substring(0, ENOUGH);
    this.keys = keys;
    this.failure = failure;
  }

  static HookState of(Session session) {
    StringBuilder seen = new StringBuilder();
    try {
      return new HookState(seen, look(session, seen), null);
    } catch (KeymasterException e) {
      return new HookState(seen.append(e.getMessage()), null, e);
    }
  }

  private static @Nullable Injection look(Session session, StringBuilder seen) {
    Optional<Project> project = session.surroundings().project();
    if (project.isEmpty()) {
      return null;
    }
    seen.append(project.get().fingerprint());
    if (session.surroundings().distrusted()) {
      throw new KeymasterException(
          Code.CONFLICT, "keymaster.yaml is not trusted", "keymaster trust");
    }
    if (!project.get().file().choosesKeys()) {
      return null;
    }
    Injection keys = Injection.ofProject(session);
    seen.append(keys.state());
    return keys;
  }

  /** Changes with everything that decides which keys the shell gets, under which names. */
  String mark() {
    return mark;
  }

  /** Releases them, by variable; the caller closes them. */
  Map<String, Secret> release(Release how) {
    if (failure != null) {
      throw failure;
    }
    Map<String, Secret> values = keys == null ? Map.of() : keys.release(how);
    try {
      values.forEach(ShellExports::refuseNul);
      return values;
    } catch (KeymasterException e) {
      values.values().forEach(Secret::close);
      throw e;
    }
  }
}
