package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * One YAML document as text, lists and maps that know their lines. Built from parser events:
 * nothing is ever constructed from a tag. Refused, with the line: tags, anchors and aliases (so no
 * document grows in memory beyond its size), repeated keys, keys that are no plain text, more than
 * one document, more than 16 levels or 10,000 nodes, anything but UTF-8.
 */
final class Yaml {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NODES = 10_000;

  /**
   * How large a document may be.
   *
   * @param characters in all
   */
  record Bounds(int characters, int nodes) {
    /** For what people write. */
    static final Bounds USUAL = new Bounds(WholeFile.MAX_SIZE, MAX_NODES);
  }

  /** A place in the document: text, a list or a map. */
  sealed interface Node {
    /** Where it stands. */
    Span span();
  }

  /**
   * Where a node stands; lines and columns from 0, columns in code points.
   *
   * @param endLine of its last character
   * @param endColumn behind its last character
   */
  record Span(int line, int column, int endLine, int endColumn) {
    static Span of(Event first, Event last) {
      Mark start = first.getStartMark().orElseThrow();
      Mark end = last.getEndMark().orElseThrow();
      return new Span(start.getLine(), start.getColumn(), end.getLine(), end.getColumn());
    }
  }

  /** Text; {@code plain} if it stood without quotes, so that empty means: no value. */
  record Text(String value, boolean plain, Span span) implements Node {}

  /** A list. */
  record Items(List<Node> items, Span span) implements Node {}

  /** A map; {@code block} if it is written a line each. */
  record Fields(Map<String, Field> fields, boolean block, Span span) implements Node {}

  /** A key of a map and its value. */
  record Field(Span key, Node value) {}

  private final String file;
  private final Iterator<Event> events;
  private final int most;
  private int nodes;

  private Yaml(String file, Iterator<Event> events, int most) {
    this.file = file;
    this.most = most;
    this.events = events;
  }

  /** Reads a document whose top is a map; an empty one is an empty map. */
  static Fields parse(byte[] bytes, String file) {
    return parse(text(bytes, file), file);
  }

  /** As {@link #parse(byte[], String)}. */
  static Fields parse(String text, String file) {
    return parse(text, file, Bounds.USUAL);
  }

  /** As {@link #parse(byte[], String)}, with other bounds. */
  static Fields parse(String text, String file, Bounds bounds) {
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(bounds.characters())
            .setParseComments(false)
            .build();
    try {
      ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
      return new Yaml(file, parser, bounds.nodes()).document();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0);
      throw Malformed.at(file, line + 1, "not YAML: " + e.getProblem(), editHint(file));
    } catch (YamlEngineException e) {
      throw Malformed.at(file, lineOfControl(text), "not YAML", editHint(file));
    }
  }

  /** What the reader refuses without saying where: the first character that may not be there. */
  private static int lineOfControl(String text) {
    int at = 0;
    while (at < text.length() && StreamReader.isPrintable(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
  }

  static String text(byte[] bytes, String file) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw Malformed.at(file, line, "not UTF-8", editHint(file));
    }
  }

  private static String editHint(String file) {
    return "mend it in an editor: " + file;
  }

  private Fields document() {
    Node top = new Fields(Map.of(), true, new Span(0, 0, 0, 0));
    boolean found = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent first) {
        if (found) {
          throw bad(event, "a second document", "one file holds one document");
        }
        found = true;
        top = node(first, 0);
      }
    }
    if (top instanceof Text text && text.plain() && text.value().isEmpty()) {
      return new Fields(Map.of(), true, text.span());
    }
    if (top instanceof Fields fields) {
      return fields;
    }
    throw Malformed.at(file, top.span().line() + 1, "not a map at the top", "write name: value");
  }

  private Node node(NodeEvent event, int depth) {
    check(event, depth);
    return switch (event) {
      case ScalarEvent text -> new Text(text.getValue(), text.isPlain(), Span.of(text, text));
      case CollectionStartEvent start when start.getEventId() == Event.ID.SequenceStart ->
          items(start, depth);
      case CollectionStartEvent start -> fields(start, depth);
      default -> throw bad(event, "an alias", "write the value out");
    };
  }

  private void check(NodeEvent event, int depth) {
    if (event.getAnchor().isPresent()) {
      throw bad(event, "an anchor or alias", "write the value out");
    }
    boolean tagged =
        switch (event) {
          case ScalarEvent text -> text.getTag().isPresent();
          case CollectionStartEvent start -> start.getTag().isPresent();
          default -> false;
        };
    if (tagged) {
      throw bad(event, "a tag", "leave out what begins with !");
    }
    if (depth > MAX_DEPTH || ++nodes > most) {
      throw bad(event, "too much nested or too long", "such a file needs a handful of lines");
    }
  }

  private Items items(CollectionStartEvent start, int depth) {
    List<Node> items = new ArrayList<>();
    Event event = events.next();
    while (event instanceof NodeEvent item) {
      items.add(node(item, depth + 1));
      event = events.next();
    }
    return new Items(items, Span.of(start, event));
  }

  private Fields fields(CollectionStartEvent start, int depth) {
    Map<String, Field> fields = new LinkedHashMap<>();
    Event event = events.next();
    while (event instanceof NodeEvent first) {
      if (!(node(first, depth + 1) instanceof Text key)) {
        throw bad(event, "a key that is not plain text", "write name: value");
      }
      Node value = node((NodeEvent) events.next(), depth + 1);
      if (fields.putIfAbsent(key.value(), new Field(key.span(), value)) != null) {
        throw bad(event, Printable.quote(key.value()) + " stands here twice", "keep one of them");
      }
      event = events.next();
    }
    return new Fields(fields, start.getFlowStyle() == FlowStyle.BLOCK, Span.of(start, event));
  }

  private KeymasterException bad(Event event, String problem, String hint) {
    int line = event.getStartMark().map(Mark::getLine).orElse(0);
    return Malformed.at(file, line + 1, problem, hint);
  }
}
