package dev.keymaster.cli;

import dev.keymaster.exchange.Contents;
import dev.keymaster.exchange.ExportDocument;
import dev.keymaster.exchange.Format;
import dev.keymaster.exchange.Importing;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.project.Candidate;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.project.ImportItem;
import dev.keymaster.project.ImportPlan;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import [FORMAT] FILE}. */
@Command(
    description =
        "Reads a file of another program and stores the keys in it, all in one commit; what is no"
            + " key is left out. What kind of file it is its content tells. Importing the same file"
            + " again changes nothing. A key that exists with another value is a conflict and stays"
            + " as it is, unless --replace. The file is not changed: it still holds the keys.",
    footer = {
      "  keymaster import .env --dry-run",
      "  keymaster import .env.production --env prod",
      "  keymaster import .env --replace        conflicts become new versions",
      "  keymaster import ~/.aws/credentials",
      "  keymaster import pass ~/.password-store/api",
      "  keymaster import passwords.kdbx --dry-run",
      "  keymaster import --from-env            variables of this shell",
      "  keymaster import keys.json.age         what keymaster export wrote",
      "  keymaster import keys.db               a database of SQLCipher 4"
    })
final class ImportVerb extends Verb {
  @Parameters(
      arity = "0..2",
      paramLabel = "[FORMAT] FILE",
      hideParamSyntax = true,
      description =
          "a file of at most 16 MiB, a folder of pass, - for standard input; before it its format,"
              + " if its content does not tell: env, json, yaml, csv, llm, aws, pass, keepass,"
              + " 1password, bitwarden, keymaster, age, sqlcipher")
  List<String> words = List.of();

  @Option(names = "--format", paramLabel = "FORMAT", description = "the same, as an option")
  @Nullable String format;

  @Option(
      names = "--from-env",
      description = "instead of a file: the variables of this shell that known providers read")
  boolean fromEnv;

  @Option(names = "--dry-run", description = "show what would be done, store nothing")
  boolean dryRun;

  @Option(names = "--replace", description = "store a new version where the value differs")
  boolean replace;

  @Option(names = "--all", description = "every value, not only what looks like a key")
  boolean all;

  @Mixin FilePassphrase passphrase = new FilePassphrase();

  @Option(
      names = "--with-policy",
      description = "of an export of Keymaster: put its policy in place too")
  boolean withPolicy;

  @Option(
      names = "--with-configuration",
      description = "of an export of Keymaster: put its config.yaml in place too, if there is none")
  boolean withConfiguration;

  @Override
  int run(Session session) throws IOException {
    try (ImportSource.Found found = found(session)) {
      return switch (found) {
        case ImportSource.Found.Values values -> values(session, values.contents());
        case ImportSource.Found.Exported exported -> exported(session, exported.document());
      };
    }
  }

  private int values(Session session, Contents contents) {
    if (withPolicy || withConfiguration) {
      throw KeymasterException.usage(
          "this is no export of Keymaster: it has no policy and no settings", "leave --with-… out");
    }
    ImportRun run = new ImportRun(session, replace, items(session, contents));
    if (!dryRun) {
      run.store();
    }
    run.report(dryRun);
    if (!dryRun && run.stored()) {
      sayThatItStays(session);
    }
    return run.exitCode();
  }

  private void sayThatItStays(Session session) {
    if (!fromEnv && !words.getLast().equals("-") && !session.output().json()) {
      session.output().note(words.getLast() + " still holds them: delete it once nothing needs it");
    }
  }

  private int exported(Session session, ExportDocument document) {
    BringRun run = new BringRun(session, replace, document);
    if (!dryRun) {
      run.store();
      if (withConfiguration && !document.configuration().isEmpty()) {
        ConfigFile.create(session.world().places().settings(), document.configuration());
      }
      if (withPolicy && !document.policy().isEmpty()) {
        session.engine().access().changePolicy(document.policy());
      }
    }
    run.report(dryRun);
    return run.exitCode();
  }

  private List<ImportItem> items(Session session, Contents contents) {
    ImportPlan.Choice choice = all ? ImportPlan.Choice.ALL : ImportPlan.Choice.KEYS;
    List<Candidate> found = contents.found();
    if (fromEnv) {
      found =
          found.stream()
              .filter(each -> session.catalogue().variable(each.name()).isPresent())
              .toList();
    }
    return ImportPlan.of(found, session.catalogue(), choice);
  }

  private ImportSource.Found found(Session session) throws IOException {
    if (fromEnv == !words.isEmpty() || (words.size() == 2 && format != null)) {
      throw KeymasterException.usage(
          fromEnv ? "--from-env and a file" : words.isEmpty() ? "FILE is missing" : "two formats",
          "keymaster import [FORMAT] FILE, or keymaster import --from-env");
    }
    if (fromEnv) {
      return new ImportSource.Found.Values(Importing.environment(session.world().environment()));
    }
    String word = words.size() == 2 ? words.getFirst() : format;
    Format chosen = word == null ? null : Format.named(word);
    return new ImportSource(session, words.getLast(), chosen, passphrase).read();
  }
}
