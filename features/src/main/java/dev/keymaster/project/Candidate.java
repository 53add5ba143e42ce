package dev.keymaster.project;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that was found in a file of another program and may be a key.
 *
 * @param name what it is called there: a variable, a path in a document, a title
 * @param value its bytes; belongs to whoever read the file
 * @param line where it begins, from 1; 0 where the file has no lines or they say nothing
 * @param form how the name and the value are to be taken
 * @param said what the file says about it
 */
public record Candidate(String name, Secret value, int line, Form form, Said said) {
  /** How a name and a value are to be taken. */
  public enum Form {
    /** A variable whose value may refer to others. */
    VARIABLE,
    /** A variable whose value is taken as it stands. */
    LITERAL,
    /** A name in a document: of a variable, of a provider, of anything. */
    TITLE,
    /** What is called a key where it stands. */
    KEY,
    /** An entry of a password manager: what is no key by its name or form is a password. */
    LOGIN;

    /** Returns whether the name is one of an environment variable. */
    boolean variable() {
      return this == VARIABLE || this == LITERAL;
    }
  }

  /**
   * What a file says about a value.
   *
   * @param key what the key shall be called; null if the plan decides
   * @param service whose it is; null if the plan decides
   * @param note free text; may be empty
   * @param metadata further fields
   * @param skip why it is no key whatever it looks like; empty for what may be one
   */
  public record Said(
      @Nullable KeyName key,
      @Nullable ServiceName service,
      String note,
      Map<String, String> metadata,
      String skip) {
    /** Nothing. */
    public static final Said NOTHING = new Said(null, null, "", Map.of(), "");

    /** Copies the map. */
    public Said {
      metadata = Map.copyOf(metadata);
    }

    /** That it is no key. */
    public static Said skipped(String why) {
      return new Said(null, null, "", Map.of(), why);
    }

    /** What belongs to a login. */
    public static Said about(String note, Map<String, String> metadata) {
      return new Said(null, null, note, metadata, "");
    }
  }

  /** A value of which nothing else is said. */
  public Candidate(String name, Secret value, int line, Form form) {
    this(name, value, line, form, Said.NOTHING);
  }

  /** Where it stands, as messages say it. */
  String place() {
    return line > 0 ? "line " + line : name;
  }
}
