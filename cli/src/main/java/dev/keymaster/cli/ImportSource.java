package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.exchange.Contents;
import dev.keymaster.exchange.Envelope;
import dev.keymaster.exchange.ExportDocument;
import dev.keymaster.exchange.Format;
import dev.keymaster.exchange.Importing;
import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Dotenv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an import reads: a file, a folder, standard input. */
final class ImportSource {
  /** What was found; closing wipes the values. */
  sealed interface Found extends AutoCloseable {
    @Override
    void close();

    /** Values in a file of another program. */
    record Values(Contents contents) implements Found {
      @Override
      public void close() {
        contents.close();
      }
    }

    /** Keys of another vault. */
    record Exported(ExportDocument document) implements Found {
      @Override
      public void close() {
        document.close();
      }
    }
  }

  private static final String KEYS = ".env.keys";
  private static final String PRIVATE_KEY = "DOTENV_PRIVATE_KEY";

  private final Session session;
  private final String file;
  private final @Nullable Format chosen;
  private final FilePassphrase unlocking;

  /**
   * Names what to read.
   *
   * @param file a path; {@code -} for standard input
   * @param chosen its format; null if its content says it
   */
  ImportSource(Session session, String file, @Nullable Format chosen, FilePassphrase unlocking) {
    this.session = session;
    this.file = file;
    this.chosen = chosen;
    this.unlocking = unlocking;
  }

  /** Reads it; the caller closes what was found. */
  Found read() throws IOException {
    boolean piped = file.equals("-");
    Path path = session.world().directory().resolve(file);
    if (!piped && Files.isDirectory(path)) {
      return new Found.Values(folder(path));
    }
    byte[] bytes = WholeInput.read(session, file, Importing.MAX_MEBIBYTES, "is it a file of keys?");
    return parse(bytes, piped ? "standard input" : file, piped ? null : path);
  }

  private Contents folder(Path path) throws IOException {
    if (chosen != Format.PASS && !Files.exists(path.resolve(".gpg-id"))) {
      throw KeymasterException.usage(
          path + " is a folder", "keymaster import pass FOLDER, if it is one of pass or gopass");
    }
    return Importing.store(path, session.world().environment());
  }

  private Found parse(byte[] bytes, String name, @Nullable Path path) throws IOException {
    try {
      Format format = chosen == null ? Format.detect(bytes, name) : chosen;
      return switch (format) {
        case AGE -> opened(bytes, name);
        case SQLCIPHER -> database(bytes, name, path);
        case KEYMASTER ->
            new Found.Exported(Importing.export(bytes, name, session.catalogue()::hint));
        default -> new Found.Values(contents(format, bytes, name, path));
      };
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** What age sealed is of another format inside. */
  @RevealsSecret("what was sealed is read like any other file")
  private Found opened(byte[] bytes, String name) throws IOException {
    try (Secret content = unsealed(bytes, name)) {
      String inner = name.replaceFirst("\\.age$", "");
      byte[] plain = content.reveal();
      Format format = Format.detect(plain, inner);
      if (format == Format.AGE) {
        Arrays.fill(plain, (byte) 0);
        throw KeymasterException.usage(name + " was sealed by age twice", "age -d opens it");
      }
      return new ImportSource(session, file, format, unlocking).parse(plain, inner, null);
    }
  }

  private Found database(byte[] bytes, String name, @Nullable Path path) throws IOException {
    if (path != null) {
      demandWhole(path, name);
    }
    List<DatabaseTable> tables = tables(bytes, name);
    try {
      return Importing.isExport(tables)
          ? new Found.Exported(Importing.export(tables, name, session.catalogue()::hint))
          : new Found.Values(Importing.read(tables, name));
    } finally {
      tables.forEach(DatabaseTable::close);
    }
  }

  /** What SQLite has not brought into the file yet would be missing. */
  private static void demandWhole(Path path, String name) throws IOException {
    for (String log : List.of("-wal", "-journal")) {
      Path beside = Path.of(path + log);
      if (Files.exists(beside) && Files.size(beside) > 0) {
        throw KeymasterException.usage(
            name + ": some of it is still in " + beside.getFileName(),
            "close the program that has it open");
      }
    }
  }

  private List<DatabaseTable> tables(byte[] bytes, String name) {
    Envelope.checkDatabase(bytes);
    try (Secret secret = unlocking.read(session, name)) {
      byte[] image = Envelope.openDatabase(bytes, secret);
      try {
        return session.world().databases().read(image);
      } finally {
        Arrays.fill(image, (byte) 0);
      }
    }
  }

  private Secret unsealed(byte[] bytes, String name) throws IOException {
    if (!Envelope.wantsPassphrase(bytes)) {
      byte[] keys = unlocking.identities(session);
      try {
        return Envelope.openByKeys(bytes, keys);
      } finally {
        Arrays.fill(keys, (byte) 0);
      }
    }
    try (Secret secret = unlocking.read(session, name)) {
      return Envelope.open(bytes, secret);
    }
  }

  private Contents contents(Format format, byte[] bytes, String name, @Nullable Path path)
      throws IOException {
    if (format == Format.KEEPASS && path != null) {
      try (Secret secret = unlocking.read(session, name)) {
        return Importing.keepass(path, secret, session.world().environment());
      }
    }
    List<Dotenv.Entry> keys = new ArrayList<>(variables());
    if (format == Format.ENV && path != null && Files.isRegularFile(path.resolveSibling(KEYS))) {
      return withKeys(format, bytes, name, path.resolveSibling(KEYS), keys);
    }
    return Importing.read(format, bytes, name, keys);
  }

  private Contents withKeys(
      Format format, byte[] bytes, String name, Path keys, List<Dotenv.Entry> more)
      throws IOException {
    byte[] text = WholeInput.read(session, keys.toString(), "is it of dotenvx?");
    try (Dotenv dotenv = Dotenv.parse(text, KEYS)) {
      more.addAll(dotenv.entries());
      return Importing.read(format, bytes, name, more);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Where dotenvx looks for its keys first. */
  private List<Dotenv.Entry> variables() {
    Map<String, String> environment = session.world().environment();
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(PRIVATE_KEY))
        .map(variable ->
            new Dotenv.Entry(
                variable.getKey(), Secret.taking(variable.getValue().getBytes(UTF_8)), 0, true))
        .toList();
  }
}
