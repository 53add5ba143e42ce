package dev.keymaster.cli;

import static java.util.stream.Collectors.joining;

import dev.keymaster.exchange.Envelope;
import dev.keymaster.exchange.ExportDocument;
import dev.keymaster.exchange.Format;
import dev.keymaster.exchange.Importing;
import dev.keymaster.exchange.RepositoryKey;
import dev.keymaster.exchange.Variables;
import dev.keymaster.model.DatabaseTable;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.project.ClearFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export FILE}. */
@Command(
    description =
        "Writes keys for another vault (json, yaml: with all versions and what is known of them; of a"
            + " whole vault its policy and settings too) or for another program (env, docker,"
            + " kubernetes, gitlab, github: the variables that keymaster run would set). Sealed by"
            + " age, under a passphrase or for --recipient; in clear only with --plain. sqlcipher is"
            + " all that json has, as a database of SQLCipher 4 under a passphrase. Never"
            + " overwrites a file; one that git tracks is refused. Every value is recorded first.",
    footer = {
      "  keymaster export keys.json.age                  the whole vault, under a passphrase",
      "  keymaster export prod.yaml.age --env prod --recipient age1…",
      "  keymaster export keys.db                        a database of SQLCipher 4",
      "  keymaster export - --format github --public-key key.json --env prod",
      "  keymaster export secret.yaml --format kubernetes --plain --only openai",
      "  age -d keys.json.age | less                     what is in it"
    })
final class ExportVerb extends Verb {
  /** What the file is for. */
  enum Form {
    JSON,
    YAML,
    SQLCIPHER,
    ENV,
    DOCKER,
    KUBERNETES,
    GITLAB,
    GITHUB;

    boolean document() {
      return this == JSON || this == YAML || this == SQLCIPHER;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "FILE", description = "file to make, mode 0600; - for standard output")
  String file = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "json (default), yaml, sqlcipher, env, docker, kubernetes, gitlab or github")
  @Nullable String format;

  @Option(names = "--plain", description = "in clear: whoever reads the file has the keys")
  boolean plain;

  @Option(
      names = "--public-key",
      paramLabel = "PATH",
      description = "github: what its API says about the repository's public key")
  @Nullable String publicKey;

  @Option(
      names = "--secret-name",
      paramLabel = "NAME",
      description = "kubernetes: what the manifest calls the secret")
  String secretName = "keymaster";

  @Mixin SelectionOptions chosen = new SelectionOptions();
  @Mixin KeyChoice keys = new KeyChoice();
  @Mixin SealOptions seal = new SealOptions();

  @Override
  int run(Session session) throws IOException {
    Form form = form();
    check(form);
    @Nullable Path target = target(session);
    @Nullable RepositoryKey repository = form == Form.GITHUB ? repository(session) : null;
    session.engine().vault().unlock();
    boolean clear = plain || repository != null;
    try (Envelope envelope = clear ? null : envelope(session, form);
        Content content = content(session, form, repository)) {
      byte[] written =
          envelope == null
              ? content.bytes()
              : envelope.seal(content.bytes(), session.world().randomness());
      boolean large = form.document() && written.length > Importing.MAX_MEBIBYTES << 20;
      write(session, target, written);
      report(session, form, content, target);
      if (large) {
        session.output().warn("too large for an import: keymaster vault backup carries it");
      }
      return 0;
    }
  }

  private Envelope envelope(Session session, Form form) {
    return form == Form.SQLCIPHER ? seal.database(session) : seal.envelope(session);
  }

  private Content content(Session session, Form form, @Nullable RepositoryKey repository)
      throws IOException {
    String detail = form.word() + ", " + how(form);
    return form.document()
        ? document(session, form, detail)
        : variables(session, form, detail, repository);
  }

  private String how(Form form) {
    return switch (form) {
      case GITHUB -> "sealed for GitHub";
      case SQLCIPHER -> "encrypted";
      default -> plain ? "in clear" : "sealed by age";
    };
  }

  /**
   * What is written; wiped at the end.
   *
   * @param left names of keys that are not handed out
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(byte[] bytes, int keys, List<String> left) implements AutoCloseable {
    @Override
    public void close() {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private Form form() {
    String word = format == null ? byEnding(file) : format;
    for (Form form : Form.values()) {
      if (form.word().equals(word)) {
        return form;
      }
    }
    throw KeymasterException.usage(
        "no format is called " + Printable.quote(word),
        "one of: " + Arrays.stream(Form.values()).map(Form::word).collect(joining(", ")));
  }

  private static String byEnding(String file) {
    String whole = file.toLowerCase(Locale.ROOT);
    if (Format.isDatabase(whole)) {
      return Form.SQLCIPHER.word();
    }
    String name = whole.replaceFirst("\\.age$", "");
    if (Format.isDatabase(name)) {
      throw KeymasterException.usage(
          "a database of SQLCipher is not sealed by age", "leave .age out of the name");
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return "yaml";
    }
    return name.endsWith(".env") ? "env" : "json";
  }

  private void check(Form form) {
    boolean variables = !keys.only.isEmpty() || !keys.except.isEmpty() || keys.profile != null;
    boolean selection = chosen.service != null || chosen.name != null;
    if (form.document() ? variables : selection) {
      throw KeymasterException.usage(
          form.document()
              ? "--only, --except and --profile are for variables"
              : "--service and --name are for json, yaml and sqlcipher",
          form.document()
              ? "--env, --service, --name choose"
              : "--env; --only, --except, --profile choose");
    }
    if ((publicKey != null) != (form == Form.GITHUB)) {
      throw KeymasterException.usage(
          form == Form.GITHUB ? "--public-key is missing" : "--public-key is for github",
          "gh api repos/OWNER/REPO/actions/secrets/public-key >key.json");
    }
    if (form == Form.SQLCIPHER && (plain || !seal.recipients.isEmpty())) {
      throw KeymasterException.usage(
          "a database of SQLCipher has a passphrase, nothing else",
          "leave --plain, --recipient out");
    }
    if (plain && !seal.recipients.isEmpty()) {
      throw KeymasterException.usage("--plain and --recipient", "one of them");
    }
    seal.check();
  }

  private @Nullable Path target(Session session) {
    if (file.equals("-")) {
      return null;
    }
    Path target = session.world().directory().resolve(file);
    NewFile.demandFree(target);
    new ClearFile(target).demandUntracked();
    return target;
  }

  private RepositoryKey repository(Session session) throws IOException {
    Path path = session.world().directory().resolve(String.valueOf(publicKey));
    return RepositoryKey.parse(Files.readAllBytes(path));
  }

  private Content document(Session session, Form form, String detail) throws IOException {
    ExportRun run = new ExportRun(session, detail);
    boolean whole = globals.env == null && chosen.service == null && chosen.name == null;
    try (ExportDocument document = run.document(chosen.selection(globals), whole)) {
      return new Content(bytes(session, form, document), document.keys().size(), run.left());
    }
  }

  private static byte[] bytes(Session session, Form form, ExportDocument document) {
    if (form != Form.SQLCIPHER) {
      return document.text(form == Form.YAML);
    }
    List<DatabaseTable> tables = document.tables();
    try {
      return session.world().databases().write(tables);
    } finally {
      tables.forEach(DatabaseTable::close);
    }
  }

  private Content variables(
      Session session, Form form, String detail, @Nullable RepositoryKey repository) {
    Map<String, Released> released =
        keys.injection(session).released(new Release(EventKind.EXPORT, detail), "");
    try {
      if (released.isEmpty()) {
        throw new KeymasterException(Code.NOT_FOUND, "no keys to export", "keymaster add NAME");
      }
      Map<String, Secret> values = new LinkedHashMap<>();
      released.forEach((variable, key) -> values.put(variable, key.value()));
      return new Content(written(session, form, values, repository), values.size(), List.of());
    } finally {
      released.values().forEach(Released::close);
    }
  }

  private byte[] written(
      Session session, Form form, Map<String, Secret> values, @Nullable RepositoryKey repository) {
    return switch (form) {
      case DOCKER -> Variables.docker(values);
      case KUBERNETES -> Variables.kubernetes(secretName, values);
      case GITLAB -> Variables.gitlab(values);
      case GITHUB ->
          Variables.github(
              Objects.requireNonNull(repository), values, session.world().randomness());
      default -> Variables.env(values);
    };
  }

  private void write(Session session, @Nullable Path target, byte[] bytes) {
    try {
      if (target == null) {
        session.output().data(bytes);
        session.output().flush();
        return;
      }
      NewFile.demandFree(target);
      ClearFile made = new ClearFile(target);
      session.output().noteIgnored(plain ? made.guard() : List.of());
      made.write(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private void report(Session session, Form form, Content content, @Nullable Path target) {
    Output output = session.output();
    if (!content.left().isEmpty()) {
      output.note("left out, not handed out: " + String.join(" ", content.left()));
    }
    if (target == null) {
      return;
    }
    if (output.json()) {
      output.json(
          Json.document("export-report")
              .set("file", target.toString())
              .set("format", form.word())
              .set("sealed", !plain)
              .set("keys", content.keys())
              .texts("left_out", content.left()));
      return;
    }
    String keys = Ages.count(content.keys(), "key");
    output.note("exported " + keys + " to " + target + " (" + form.word() + ", " + how(form) + ")");
    if (plain) {
      output.warn("that file holds keys in clear: delete it once nothing needs it");
    }
  }
}
