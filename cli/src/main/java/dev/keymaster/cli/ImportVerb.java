package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.project.Dotenv;
import dev.keymaster.project.ImportItem;
import dev.keymaster.project.ImportPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import FILE}. */
@Command(
    description =
        "Reads a .env file and stores the keys in it, all in one commit; what is no key is left out."
            + " Importing the same file again changes nothing. A key that exists with another value"
            + " is a conflict and stays as it is, unless --replace. The file is not changed: it"
            + " still holds the keys in clear.",
    footer = {
      "  keymaster import .env --dry-run",
      "  keymaster import .env.production --env prod",
      "  keymaster import .env --replace   conflicts become new versions"
    })
final class ImportVerb extends Verb {
  private static final int LARGEST = 1 << 20;

  @Parameters(
      paramLabel = "FILE",
      description = "a .env file of at most 1 MiB; - for standard input")
  String file = "";

  @Option(names = "--dry-run", description = "show what would be done, store nothing")
  boolean dryRun;

  @Option(names = "--replace", description = "store a new version where the value differs")
  boolean replace;

  @Option(names = "--all", description = "every value, not only what looks like a key")
  boolean all;

  @Override
  int run(Session session) throws IOException {
    byte[] bytes = read(session);
    try (Dotenv dotenv = Dotenv.parse(bytes, file)) {
      List<ImportItem> items =
          ImportPlan.of(
              dotenv, session.catalogue(), all ? ImportPlan.Choice.ALL : ImportPlan.Choice.KEYS);
      ImportRun run = new ImportRun(session, replace, items);
      if (!dryRun) {
        run.store();
      }
      run.report(dryRun);
      if (!dryRun && run.stored() && !file.equals("-") && !session.output().json()) {
        session.output().note(file + " still holds them in clear: delete it once nothing needs it");
      }
      return run.exitCode();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private byte[] read(Session session) throws IOException {
    if (file.equals("-")) {
      session.person().inputTaken();
      return read(session.world().in(), "standard input");
    }
    Path path = session.world().directory().resolve(file);
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, path.toString());
    }
  }

  private static byte[] read(InputStream in, String where) throws IOException {
    byte[] bytes = TimedRead.upTo(in, LARGEST + 1, TimedRead.PATIENCE, where);
    if (bytes.length > LARGEST) {
      Arrays.fill(bytes, (byte) 0);
      throw KeymasterException.usage(where + " is larger than 1 MiB", "is it a .env file?");
    }
    return bytes;
  }
}
