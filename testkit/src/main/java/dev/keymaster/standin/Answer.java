package dev.keymaster.standin;

import dev.keymaster.net.HttpFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a role answers.
 *
 * @param tree the body in JSON; null for none
 * @param events of a stream, instead of a body
 * @param documented whether the table has to know it; false for what is only seen in the wild
 */
record Answer(
    int status,
    HttpFields fields,
    @Nullable Object tree,
    List<String> events,
    String text,
    boolean documented) {

  static Answer of(int status, @Nullable Object tree) {
    return new Answer(status, HttpFields.NONE, tree, List.of(), "", true);
  }

  static Answer stream(List<String> events) {
    return new Answer(200, HttpFields.NONE, null, events, "", true);
  }

  /** XML, or whatever is not JSON. */
  static Answer text(int status, String type, String text) {
    return new Answer(
        status, HttpFields.NONE.with("content-type", type), null, List.of(), text, true);
  }

  Answer with(String name, String value) {
    return new Answer(status, fields.with(name, value), tree, events, text, documented);
  }

  /** The same, though no description has it. */
  Answer seenInTheWild() {
    return new Answer(status, fields, tree, events, text, false);
  }
}
