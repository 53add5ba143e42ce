package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import dev.keymaster.project.Dotenv;
import dev.keymaster.run.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads files of other programs. Every failure is a {@link KeymasterException} that names the file
 * and repeats no value; the caller closes what was found.
 */
public final class Importing {
  /** Largest file, in MiB. */
  public static final int MAX_MEBIBYTES = 16;

  private Importing() {}

  private interface Reading {
    void into(Contents contents) throws IOException;
  }

  /**
   * Reads a file of any format that needs no other program.
   *
   * @param bytes its content; the caller zeroes it
   * @param file what messages call it
   * @param keys private keys of dotenvx by their names, for a {@code .env} file
   */
  public static Contents read(Format format, byte[] bytes, String file, List<Dotenv.Entry> keys)
      throws IOException {
    return reading(
        file,
        contents -> {
          switch (format) {
            case ENV -> env(bytes, file, keys, contents);
            case CSV -> ColumnReader.read(bytes, contents);
            case AWS -> AwsReader.read(bytes, contents);
            case ONEPASSWORD -> OnePasswordReader.read(bytes, contents);
            case JSON, LLM, BITWARDEN, YAML -> document(format, bytes, file, contents);
            case PASS, KEEPASS, AGE, KEYMASTER, SQLCIPHER ->
                throw Bad.file("not read as " + format.word() + " from here", "name the file");
          }
        });
  }

  /**
   * Reads an export of Keymaster, which the caller closes.
   *
   * @param hint gives the masked form of a value
   */
  public static ExportDocument export(byte[] bytes, String file, Function<Secret, String> hint) {
    try (Tree tree = Tree.of(bytes, file)) {
      return new ExportReader(hint).read(tree);
    } catch (KeymasterException e) {
      throw named(file, e);
    }
  }

  /** Tells whether tables of a database are an export of Keymaster. */
  public static boolean isExport(List<DatabaseTable> tables) {
    return ExportRows.isExport(tables);
  }

  /**
   * Reads an export of Keymaster, which the caller closes; so are the tables.
   *
   * @param hint gives the masked form of a value
   */
  public static ExportDocument export(
      List<DatabaseTable> tables, String file, Function<Secret, String> hint) {
    try {
      return new ExportReader(hint).read(ExportRows.document(tables));
    } catch (KeymasterException e) {
      throw named(file, e);
    }
  }

  /** Reads every table of a database that has a column for names and one for values. */
  public static Contents read(List<DatabaseTable> tables, String file) throws IOException {
    return reading(
        file,
        contents -> {
          long understood =
              tables.stream().filter(each -> ColumnReader.read(each, contents)).count();
          if (understood == 0) {
            throw Bad.file(
                "no table with a column for names and one for values", "name them: name, value");
          }
        });
  }

  private static void env(byte[] bytes, String file, List<Dotenv.Entry> keys, Contents contents) {
    try (Dotenv dotenv = Dotenv.parse(bytes, file)) {
      DotenvxReader.read(dotenv, keys, contents);
    }
  }

  private static void document(Format format, byte[] bytes, String file, Contents contents) {
    try (Tree tree = format == Format.YAML ? Tree.yaml(bytes, file) : Tree.json(bytes)) {
      switch (format) {
        case LLM -> DocumentReader.readKeys(tree, contents);
        case BITWARDEN -> BitwardenReader.read(tree, contents);
        default -> DocumentReader.read(tree, contents);
      }
    }
  }

  /** Reads a folder of pass or gopass by {@code gpg}. */
  public static Contents store(Path folder, Map<String, String> environment) throws IOException {
    return reading(
        folder.toString(),
        contents -> PasswordStore.read(folder, Tool.find("gpg", environment), contents));
  }

  /**
   * Reads a KeePass database by {@code keepassxc-cli}.
   *
   * @param passphrase of the database; stays the caller's
   */
  public static Contents keepass(Path file, Secret passphrase, Map<String, String> environment)
      throws IOException {
    Tool tool = Tool.find("keepassxc-cli", environment);
    byte[] table =
        tool.output(
                List.of("export", "--quiet", "--format", "csv", file.toString()),
                passphrase,
                MAX_MEBIBYTES << 20)
            .orElseThrow(() ->
                new KeymasterException(
                    Code.LOCKED,
                    "keepassxc-cli does not open " + Printable.clean(file.toString()),
                    "is the passphrase right? with a key file: export it as CSV yourself"));
    try {
      return reading(file.toString(), contents -> ColumnReader.read(table, contents));
    } finally {
      Arrays.fill(table, (byte) 0);
    }
  }

  /** Takes the variables of a process, as they stand. */
  public static Contents environment(Map<String, String> variables) {
    Contents contents = new Contents();
    variables.forEach((name, text) -> {
      Secret value = Secret.taking(text.getBytes(UTF_8));
      contents.add(name, value, 0, Candidate.Form.LITERAL);
    });
    return contents;
  }

  /** Adds the file to what failed. */
  private static Contents reading(String file, Reading reading) throws IOException {
    Contents contents = new Contents();
    try {
      reading.into(contents);
      return contents;
    } catch (KeymasterException e) {
      contents.close();
      throw named(file, e);
    } catch (RuntimeException | IOException e) {
      contents.close();
      throw e;
    }
  }

  private static KeymasterException named(String file, KeymasterException e) {
    String shown = Printable.clean(file);
    String message = String.valueOf(e.getMessage());
    return e.code() != Code.USAGE || message.startsWith(shown)
        ? e
        : KeymasterException.usage(shown + ": " + message, e.hint());
  }
}
