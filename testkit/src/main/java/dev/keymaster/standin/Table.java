package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.net.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of an API with the shapes of their bodies: what a vendor's description says. */
final class Table {
  private final Map<String, Operation> operations = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private Table() {}

  /** Reads tables from the resources; a later one adds to an earlier one, or replaces a shape. */
  static Table of(String... names) {
    Table table = new Table();
    for (String name : names) {
      table.read(resource(name + ".table"));
    }
    return table;
  }

  private static List<String> resource(String name) {
    try (InputStream in = Table.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new BugException("no resource " + name);
      }
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(List<String> lines) {
    Operation operation = null;
    String shape = "";
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      if (line.startsWith("shape ")) {
        shape = line.substring("shape ".length());
        fields.put(shape, new ArrayList<>());
        operation = null;
      } else if (!line.startsWith(" ")) {
        operation = operations.computeIfAbsent(line, Operation::new);
      } else if (operation != null) {
        describe(operation, line.strip());
      } else {
        fields.computeIfAbsent(shape, _ -> new ArrayList<>()).add(line.strip());
      }
    }
    fields.forEach(this::shape);
  }

  private void shape(String name, List<String> fields) {
    if (name.startsWith("+")) {
      there(name.substring(1)).add(fields);
    } else {
      shapes.put(name, Shape.of(fields));
    }
  }

  private static void describe(Operation operation, String line) {
    List<String> words = Arrays.asList(line.split(" ", 3));
    switch (words.getFirst()) {
      case "takes" -> operation.takes = words.get(1);
      case "gives" -> operation.gives.put(words.get(1), words.get(2));
      case "query" -> {
        String kinds = words.get(2);
        boolean required = kinds.endsWith("!");
        Kinds parsed = Kinds.of(required ? kinds.substring(0, kinds.length() - 1) : kinds);
        operation.query.put(words.get(1), new Operation.Parameter(parsed, required));
      }
      default -> throw new BugException("not a line of a table: " + line);
    }
  }

  private Shape there(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new BugException("no shape " + name);
    }
    return shape;
  }

  /** Returns the call that a request is, if it is one. */
  Optional<Operation> find(String method, String path) {
    Operation best = null;
    int fit = -1;
    for (Operation operation : operations.values()) {
      if (operation.method().equals(method) && operation.fit(path) > fit) {
        best = operation;
        fit = operation.fit(path);
      }
    }
    return Optional.ofNullable(best);
  }

  /** Tells whether some method is known for that path. */
  boolean knows(String path) {
    return operations.values().stream().anyMatch(operation -> operation.fit(path) >= 0);
  }

  /** Returns what is wrong with a request, one line each. */
  List<String> complaints(Operation operation, Ask ask) {
    List<String> found = new ArrayList<>();
    operation.query.forEach((name, parameter) -> {
      if (parameter.required() && ask.all(name).isEmpty()) {
        found.add("parameter " + name + " is missing");
      }
    });
    ask.query().keySet().forEach(name -> parameter(operation, ask, name, found));
    body(operation, ask, found);
    return found;
  }

  private static void parameter(Operation operation, Ask ask, String sent, List<String> found) {
    boolean brackets = sent.endsWith("[]");
    String name = brackets ? sent.substring(0, sent.length() - 2) : sent;
    Operation.Parameter parameter = operation.query.get(name);
    if (parameter == null || (brackets && parameter.kinds().each().isEmpty())) {
      found.add("parameter " + sent + " is unknown");
    } else {
      String problem = parameter.kinds().problemOfParameter(ask.all(name));
      if (!problem.isEmpty()) {
        found.add("parameter " + name + " " + problem);
      }
    }
  }

  private void body(Operation operation, Ask ask, List<String> found) {
    boolean wanted = !operation.takes.equals(Operation.NOTHING);
    if (!wanted && ask.body().length > 0) {
      found.add("there is a body");
    } else if (wanted) {
      found.addAll(there(operation.takes).complaints(ask.tree()));
    }
  }

  /**
   * Returns how an answer departs from the description, one line each.
   *
   * @param json the body
   */
  List<String> departures(Operation operation, int status, byte[] json) {
    String shape = shape(operation, status);
    if (shape == null) {
      return List.of(operation + " is not documented to answer " + status);
    }
    if (shape.equals(Operation.NOTHING) || status == 204) {
      return json.length == 0 ? List.of() : List.of(operation + " has a body where none may be");
    }
    return there(shape).complaints(JsonReader.value(json)).stream()
        .map(line -> operation + " answers " + status + ": " + line)
        .toList();
  }

  /** Tells whether a call is described to answer so. */
  boolean describes(Operation operation, int status) {
    return shape(operation, status) != null;
  }

  /** Statuses may be documented one by one, by their hundred, or for all calls at once. */
  private @Nullable String shape(Operation operation, int status) {
    Operation every = operations.get("*");
    for (String name : List.of(Integer.toString(status), status / 100 + "XX", "default")) {
      if (operation.gives.containsKey(name) && (status >= 400 || !name.equals("default"))) {
        return operation.gives.get(name);
      }
    }
    return every != null && status >= 400 ? every.gives.get("default") : null;
  }
}
