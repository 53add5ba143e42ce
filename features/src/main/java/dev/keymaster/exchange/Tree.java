package dev.keymaster.exchange;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.net.JsonReader;
import dev.keymaster.project.YamlDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON or YAML document whose texts are secrets until somebody says that one is not. Closing
 * wipes them; what is taken is a copy.
 */
final class Tree implements AutoCloseable {
  private final Object top;

  private Tree(Object top) {
    this.top = top;
  }

  static Tree json(byte[] bytes) {
    return new Tree(JsonReader.secrets(bytes));
  }

  static Tree yaml(byte[] bytes, String file) {
    return new Tree(YamlDocument.parse(bytes, file));
  }

  /** Reads JSON where there is a brace at the start, else YAML. */
  static Tree of(byte[] bytes, String file) {
    int start = 0;
    while (start < bytes.length && bytes[start] <= ' ') {
      start++;
    }
    boolean brace = start < bytes.length && bytes[start] == '{';
    return brace ? json(bytes) : yaml(bytes, file);
  }

  /** Wraps what is a tree already and stays whose it is: do not close this. */
  static Tree of(Map<String, Object> top) {
    return new Tree(top);
  }

  /** Returns the document as one object; empty if it is none. */
  Optional<Branch> branch() {
    return branch(top);
  }

  private Optional<Branch> branch(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((name, member) -> members.put((String) name, member));
    return Optional.of(new Branch(members));
  }

  private List<Branch> branches(@Nullable Object value) {
    List<Branch> branches = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> branch(item).ifPresent(branches::add));
    }
    return branches;
  }

  /** What {@link #walk} meets. */
  interface Visitor {
    /** A text, with the names that lead to it. */
    void text(List<String> path, Secret value);

    /** Returns whether the object was dealt with as a whole. */
    boolean branch(List<String> path, Branch branch);
  }

  /** Visits everything in the order of the document. */
  void walk(Visitor visitor) {
    walk(List.of(), top, visitor);
  }

  private void walk(List<String> path, Object value, Visitor visitor) {
    switch (value) {
      case Secret text -> visitor.text(path, text.copy());
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          walk(below(path, Integer.toString(i + 1)), list.get(i), visitor);
        }
      }
      case Map<?, ?> map -> {
        if (!visitor.branch(path, branch(map).orElseThrow())) {
          map.forEach((name, member) -> walk(below(path, (String) name), member, visitor));
        }
      }
      default -> {} // numbers and the like are no keys
    }
  }

  private static List<String> below(List<String> path, String name) {
    List<String> below = new ArrayList<>(path);
    below.add(name);
    return below;
  }

  /** An object of the document. */
  final class Branch {
    private final Map<String, Object> members;

    private Branch(Map<String, Object> members) {
      this.members = members;
    }

    boolean has(String name) {
      return members.containsKey(name);
    }

    /** Returns a text that is no value, such as a title; empty if there is none. */
    @RevealsSecret("titles, addresses and dates are no values")
    String plain(String name) {
      if (!(members.get(name) instanceof Secret text)) {
        return "";
      }
      byte[] bytes = text.reveal();
      String plain = new String(bytes, StandardCharsets.UTF_8);
      Arrays.fill(bytes, (byte) 0);
      return plain;
    }

    /** As {@link #plain}; null for an empty text and for none. */
    @Nullable String plainOrNull(String name) {
      String text = plain(name);
      return text.isEmpty() ? null : text;
    }

    /** Returns a number, written as such or as text; 0 if there is none. */
    long number(String name) {
      if (members.get(name) instanceof Long number) {
        return number;
      }
      String text = plain(name);
      return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /** Returns the names of its members. */
    List<String> names() {
      return List.copyOf(members.keySet());
    }

    /** Returns a list of texts that are no values; what is no text is left out. */
    List<String> texts(String name) {
      List<String> texts = new ArrayList<>();
      if (members.get(name) instanceof List<?> list) {
        for (Object item : list) {
          texts.add(new Branch(Map.of(name, item)).plain(name));
        }
      }
      return texts;
    }

    /** Returns whether it is true. */
    boolean flag(String name) {
      return Boolean.TRUE.equals(members.get(name));
    }

    /** Returns a text, which the caller closes; null if there is none. */
    @Nullable Secret take(String name) {
      return members.get(name) instanceof Secret text ? text.copy() : null;
    }

    Optional<Branch> branch(String name) {
      return Tree.this.branch(members.get(name));
    }

    List<Branch> branches(String name) {
      return Tree.this.branches(members.get(name));
    }
  }

  @Override
  public void close() {
    close(top);
  }

  private void close(Object value) {
    switch (value) {
      case Secret text -> text.close();
      case Map<?, ?> map -> map.values().forEach(this::close);
      case List<?> list -> list.forEach(this::close);
      default -> {}
    }
  }
}
