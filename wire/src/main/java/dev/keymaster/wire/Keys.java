package dev.keymaster.wire;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Stored;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests about keys. NOT_FOUND wherever a key or version does not exist. */
public interface Keys {
  /** Lists the chosen keys by environment, then name. Holds no values. */
  List<KeySummary> list(Selection selection);

  /** Returns all that is known of a key but its values. */
  KeyRecord show(EnvironmentName environment, KeyName name);

  /**
   * Releases the values of all these keys or of none, each recorded durably before the first one
   * leaves, in one commit. DENIED for a key that is not active; NOT_FOUND for a destroyed version.
   */
  List<Released> release(List<KeyRef> refs, Release release);

  /** Stores all these values or none, in one commit, and closes them. */
  List<Stored> store(List<NewKey> keys);

  /**
   * Takes keys with their history from another vault, all or none, in one commit, and closes them;
   * CONFLICT if there is a key of such a name.
   */
  List<KeyRecord> bring(List<Brought> keys);

  /** Changes what is said about a key. */
  KeyRecord edit(EnvironmentName environment, KeyName name, KeyEdit edit);

  /**
   * Makes an earlier version current again.
   *
   * @param version the version's number; null for the one before the current
   */
  KeyRecord rollback(EnvironmentName environment, KeyName name, @Nullable Integer version);

  /** Erases one version that is not current; its value cannot be had back. */
  KeyRecord destroy(EnvironmentName environment, KeyName name, int version);

  /** Removes a key and erases all its versions; a safety copy is kept for a while. */
  void remove(EnvironmentName environment, KeyName name);

  /** Removes a key and erases all its versions, in the safety copies too. */
  void purge(EnvironmentName environment, KeyName name);
}
