package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.project.DotenvFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the block of one {@code .env} file, once or again. */
final class DotenvWriting {
  private final Path path;
  private final KeyChoice keys;

  DotenvWriting(Path path, KeyChoice keys) {
    this.path = path;
    this.keys = keys;
  }

  /** Writes it as things are now; nothing is released before all else is known to be well. */
  void write(Session session) {
    DotenvFile file = new DotenvFile(path);
    file.file().demandUntracked();
    file.origins(); // a block that is half there is refused before anything is released
    Injection injection = keys.injection(session);
    Map<String, Released> released =
        injection.released(new Release(EventKind.REVEAL, "dotenv"), "");
    try {
      if (released.isEmpty()) {
        throw new KeymasterException(Code.NOT_FOUND, "no keys to write", "keymaster add NAME");
      }
      List<String> ignored = file.file().guard();
      DotenvFile.Written written = file.write(lines(released, injection.beside(released)));
      report(session, path, List.copyOf(released.keySet()), ignored, written);
    } finally {
      released.values().forEach(Released::close);
    }
  }

  /** What a block holds: each key with its origin, and what goes beside keys in clear. */
  static List<DotenvFile.Line> lines(Map<String, Released> keys, Map<String, String> beside) {
    List<DotenvFile.Line> lines = new ArrayList<>();
    keys.forEach((variable, key) -> {
      String origin = key.record().ref() + "#" + key.version();
      lines.add(new DotenvFile.Line(variable, origin, key.value()));
    });
    beside.forEach((variable, text) ->
        lines.add(new DotenvFile.Line(variable, "", Secret.taking(text.getBytes(UTF_8)))));
    return lines;
  }

  private static void report(
      Session session,
      Path path,
      List<String> variables,
      List<String> ignored,
      DotenvFile.Written written) {
    Output output = session.output();
    output.noteIgnored(ignored);
    written
        .shadowed()
        .forEach(name -> output.warn(name + " is set outside of the block too; remove that line"));
    written
        .ambiguous()
        .forEach(name -> output.warn("shells read " + name + " as it is, other readers may not"));
    if (output.json()) {
      output.json(
          Json.document("dotenv")
              .set("file", path.toString())
              .texts("variables", variables)
              .texts("shadowed", written.shadowed())
              .texts("ambiguous", written.ambiguous()));
    } else {
      output.note("wrote " + String.join(" ", variables) + " to " + path);
      output.warn("that file holds keys in clear; keymaster run needs none");
    }
  }
}
