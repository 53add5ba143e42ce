package dev.keymaster.cli;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.project.DotenvFile;
import dev.keymaster.run.NamedPipe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dotenv mount}. */
@Command(
    description =
        "Puts a pipe in the place of a .env file: each program that opens it gets the keys that"
            + " keymaster run would hand over, as they are at that moment, and no file holds them."
            + " It is yours alone (mode 0600), and gone when this ends. Each reading is recorded.",
    footer = {"  keymaster dotenv mount &", "  keymaster dotenv mount --file web/.env.local"})
final class DotenvMountVerb extends Verb {
  @Mixin DotenvChoice choice = new DotenvChoice();

  @Mixin KeyChoice keys = new KeyChoice();

  @Override
  int run(Session session) throws IOException {
    Path path = choice.path(session, globals.env);
    DotenvFile file = new DotenvFile(path);
    file.file().demandUntracked();
    if (keys.injection(session).plan().isEmpty()) {
      throw new KeymasterException(Code.NOT_FOUND, "no keys to hand over", "keymaster add NAME");
    }
    try (NamedPipe pipe = NamedPipe.make(path)) {
      file.file().guard();
      session.output().note("readers of " + path + " get keys until this is interrupted");
      while (!Thread.currentThread().isInterrupted()) {
        serve(session, pipe);
      }
    }
    return 0;
  }

  /** A reader that gets nothing finds an empty file; why stands on standard error. */
  private void serve(Session session, NamedPipe pipe) throws IOException {
    try (OutputStream reader = pipe.opened()) {
      byte[] content = content(session.again());
      try {
        reader.write(content);
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    } catch (KeymasterException e) {
      session.output().warn("a reader got nothing: " + e.getMessage());
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
        throw e;
      }
    }
  }

  private byte[] content(Session session) {
    if (Changes.locked(session.world())) {
      throw new KeymasterException(Code.LOCKED, "the vault is locked", "keymaster unlock");
    }
    Injection injection = keys.injection(session);
    Map<String, Released> released =
        injection.released(new Release(EventKind.REVEAL, "dotenv mount"), "");
    try {
      List<DotenvFile.Line> lines = DotenvWriting.lines(released, injection.beside(released));
      return DotenvFile.content(lines);
    } finally {
      released.values().forEach(Released::close);
    }
  }
}
