package dev.keymaster.model;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A named set of keys for a program or a task.
 *
 * @param name of it
 * @param description free text, may be empty
 * @param tags sorted, without doubles; each 1 to 64 characters
 * @param keys in the order in which they were added; each key once
 */
public record Profile(
    ProfileName name, String description, List<String> tags, List<ProfileKey> keys) {
  /** Most keys of one profile. */
  public static final int MAX_KEYS = 200;

  private static final int MAX_TAGS = 32;
  private static final int LONGEST_TAG = 64;
  private static final int LONGEST_TEXT = 1024;

  /** Copies and sorts, and refuses what is too long or there twice. */
  public Profile {
    tags = List.copyOf(new TreeSet<>(tags));
    keys = List.copyOf(keys);
    boolean tooLong = description.length() > LONGEST_TEXT || tags.size() > MAX_TAGS;
    if (tooLong || tags.stream().anyMatch(tag -> tag.isEmpty() || tag.length() > LONGEST_TAG)) {
      throw KeymasterException.usage(
          "the description or the tags of profile " + name + " are too long", "");
    }
    if (keys.size() > MAX_KEYS) {
      throw KeymasterException.usage("a profile has at most " + MAX_KEYS + " keys", "");
    }
    if (keys.stream().map(ProfileKey::shown).distinct().count() < keys.size()) {
      throw KeymasterException.usage("profile " + name + " has a key twice", "");
    }
  }

  /** Returns it with a key added, or changed if it has the key already. */
  public Profile with(ProfileKey key) {
    List<ProfileKey> next = new ArrayList<>(keys);
    next.removeIf(each -> each.shown().equals(key.shown()));
    next.add(key);
    return new Profile(name, description, tags, next);
  }

  /** Returns it without a key, named as it was added; the same if it has none such. */
  public Profile without(String key) {
    return new Profile(
        name, description, tags, keys.stream().filter(each -> !each.shown().equals(key)).toList());
  }
}
