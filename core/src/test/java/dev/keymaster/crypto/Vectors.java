package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads test vectors of others; where each file came from stands in vectors/SOURCE.md. */
final class Vectors {
  private Vectors() {}

  /** One Wycheproof case with the group that it stands in. */
  record Case(JsonObject group, JsonObject test) {
    boolean valid() {
      return test.getString("result").equals("valid");
    }

    boolean flagged(String flag) {
      return test.getArray("flags").contains(flag);
    }

    byte[] hex(String field) {
      return Vectors.hex(test.getString(field));
    }

    @Override
    public String toString() {
      return "case " + test.getInt("tcId") + " " + test.getString("comment");
    }
  }

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static List<Case> wycheproof(String name) {
    try {
      JsonObject file = JsonParser.object().from(text("wycheproof/" + name + "_test.json"));
      return objects(file.getArray("testGroups"))
          .flatMap(group -> objects(group.getArray("tests")).map(test -> new Case(group, test)))
          .toList();
    } catch (JsonParserException e) {
      throw new AssertionError(name, e);
    }
  }

  static Stream<JsonObject> array(String path) {
    try {
      return objects(JsonParser.array().from(text(path)));
    } catch (JsonParserException e) {
      throw new AssertionError(path, e);
    }
  }

  static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }

  /** Lines {@code name = hex}; the first of each name counts. */
  record Lines(Map<String, String> values) {
    byte[] hex(String name) {
      return Vectors.hex(Objects.requireNonNull(values.get(name), name));
    }
  }

  static Lines lines(String path) {
    Map<String, String> lines = new LinkedHashMap<>();
    text(path)
        .lines()
        .map(line -> line.split(" = ", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> lines.putIfAbsent(parts[0], parts[1]));
    return new Lines(lines);
  }

  static String text(String path) {
    try (InputStream in = open(path)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputStream open(String path) {
    InputStream in = Vectors.class.getResourceAsStream("/vectors/" + path);
    if (in == null) {
      throw new AssertionError("no vectors " + path);
    }
    return in;
  }

  /** Counts cases by what became of them, so that none can be skipped without being noticed. */
  static <T> Map<String, Integer> outcomes(Stream<T> cases, Function<T, String> outcome) {
    Map<String, Integer> counts = new TreeMap<>();
    cases.forEach(each -> counts.merge(outcome.apply(each), 1, Integer::sum));
    return counts;
  }
}
