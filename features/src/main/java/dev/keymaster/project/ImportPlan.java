package dev.keymaster.project;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Recognised;
import dev.keymaster.catalogue.VariableUse;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides which values of a file are keys, and what they are called: the first variable of a
 * provider becomes the key named after it, any other the key named after what it is called there.
 * The same file gives the same plan every time.
 */
public final class ImportPlan {
  /** Which assignments are wanted. */
  public enum Choice {
    /** What is known or looks like a key. */
    KEYS,
    /** Every value, known settings and passwords too. */
    ALL
  }

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)(.*_)?(API_?)?(KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PAT)");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?i)<.*>|your[-_ ].*|change_?-?me|x{3,}|\\.{3}|todo|replace[-_ ]?me.*");

  private static final int LONGEST_NAME = 128;

  /** How references of other programs begin, and whose they are. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "op://", "a 1Password item: op read prints it",
          "dl://", "a Dashlane item: dcli read prints it",
          "encrypted:", "a value that dotenvx encrypted: its .env.keys must lie beside the file",
          "ENC[AES256_GCM,", "a value that SOPS encrypted: sops -d FILE | keymaster import -");

  private final Catalogue catalogue;
  private final Choice choice;

  private ImportPlan(Catalogue catalogue, Choice choice) {
    this.catalogue = catalogue;
    this.choice = choice;
  }

  /** Returns one item for each assignment of a {@code .env} file, in its order. */
  public static List<ImportItem> of(Dotenv dotenv, Catalogue catalogue, Choice choice) {
    return of(candidates(dotenv), catalogue, choice);
  }

  /** What the assignments of a {@code .env} file may be. */
  public static List<Candidate> candidates(Dotenv dotenv) {
    return dotenv.entries().stream()
        .map(entry ->
            new Candidate(
                entry.name(),
                entry.value(),
                entry.line(),
                entry.literal() ? Candidate.Form.LITERAL : Candidate.Form.VARIABLE))
        .toList();
  }

  /** Returns one item for each value, in their order. */
  public static List<ImportItem> of(List<Candidate> found, Catalogue catalogue, Choice choice) {
    ImportPlan plan = new ImportPlan(catalogue, choice);
    Map<String, Candidate> last = new HashMap<>();
    found.forEach(each -> last.put(each.name(), each));
    Map<String, Candidate> taken = new HashMap<>();
    List<ImportItem> items = new ArrayList<>();
    for (Candidate each : found) {
      Candidate later = last.getOrDefault(each.name(), each);
      ImportItem item =
          later.equals(each) || !each.form().variable()
              ? plan.item(each)
              : new ImportItem.Skipped(each, "set again in " + later.place());
      items.add(withoutTwin(item, taken));
    }
    return items;
  }

  private static ImportItem withoutTwin(ImportItem item, Map<String, Candidate> taken) {
    if (!(item instanceof ImportItem.Key key)) {
      return item;
    }
    Candidate earlier = taken.putIfAbsent(key.name().folded(), item.found());
    return earlier == null
        ? item
        : new ImportItem.Skipped(item.found(), "same name as the key of " + earlier.place());
  }

  private ImportItem item(Candidate found) {
    if (!found.said().skip().isEmpty()) {
      return new ImportItem.Skipped(found, found.said().skip());
    }
    if (found.value().length() == 0) {
      return new ImportItem.Skipped(found, "no value");
    }
    if (found.form().variable() && ControlVariables.contains(found.name())) {
      return new ImportItem.Skipped(found, "decides what programs do, no key");
    }
    return glance(found).orElseGet(() -> known(found));
  }

  /**
   * Looks at values that may be text; keys have at least no spaces and braces in common with it.
   */
  @RevealsSecret("references, placeholders and variables are told from keys by their text")
  private static Optional<ImportItem> glance(Candidate found) {
    byte[] bytes = found.value().reveal();
    Glimpse value = new Glimpse(bytes);
    try {
      if (value.startsWith(KeyRef.SCHEME)) {
        return Optional.of(reference(found, new String(bytes, StandardCharsets.UTF_8)));
      }
      for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
        if (value.startsWith(foreign.getKey())) {
          return Optional.of(new ImportItem.Foreign(found, foreign.getValue()));
        }
      }
      if (found.form() != Candidate.Form.LITERAL
          && found.form() != Candidate.Form.LOGIN
          && found.form() != Candidate.Form.KEY
          && (value.contains("${") || value.contains("$("))) {
        return Optional.of(new ImportItem.Foreign(found, "a variable or a command"));
      }
      return bytes.length < 64 && PLACEHOLDER.matcher(value).matches()
          ? Optional.of(new ImportItem.Skipped(found, "a placeholder"))
          : Optional.empty();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static ImportItem reference(Candidate found, String text) {
    try {
      return new ImportItem.Reference(found, KeyRef.parse(text));
    } catch (KeymasterException e) {
      return new ImportItem.Skipped(found, "not a key reference");
    }
  }

  private ImportItem known(Candidate found) {
    ServiceName said = found.said().service();
    KeyName key = found.said().key();
    if (said != null) {
      return new ImportItem.Key(found, key == null ? named(found) : key, said);
    }
    String variable = variable(found);
    Optional<VariableUse> use = catalogue.variable(variable);
    if (use.isPresent()) {
      return ofProvider(found, use.get());
    }
    Optional<ServiceName> service = titled(found).or(() -> service(found.value()));
    if (service.isPresent()) {
      return new ImportItem.Key(found, named(found), service.get());
    }
    return choice == Choice.ALL || found.form() == Candidate.Form.KEY || soundsSecret(variable)
        ? new ImportItem.Key(found, named(found), ServiceName.CUSTOM)
        : new ImportItem.Skipped(
            found,
            found.form() == Candidate.Form.LOGIN
                ? "a password, by its looks; --all takes it"
                : "does not look like a key");
  }

  private ImportItem ofProvider(Candidate found, VariableUse use) {
    ServiceName service = use.provider().name();
    if (use.variable().isSetting() && choice != Choice.ALL) {
      return new ImportItem.Skipped(found, "a setting of " + use.provider().title() + ", no key");
    }
    boolean first = use.provider().variable().equals(use.variable().name());
    return new ImportItem.Key(found, first ? new KeyName(service.value()) : named(found), service);
  }

  /** The provider whose name stands in the place of a variable's. */
  private Optional<ServiceName> titled(Candidate found) {
    String name = found.name().toLowerCase(Locale.ROOT);
    boolean names = found.form() == Candidate.Form.TITLE || found.form() == Candidate.Form.KEY;
    if (!names || !name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      return Optional.empty();
    }
    ServiceName service = new ServiceName(name);
    return catalogue.provider(service).map(known -> service);
  }

  private Optional<ServiceName> service(Secret value) {
    return catalogue.recognise(value).stream()
        .filter(found -> found.kind().evidence() != KeyKind.Evidence.GUESS)
        .map(Recognised::kind)
        .map(KeyKind::service)
        .findFirst();
  }

  /** A title as the variable that it may mean: the whole of it, or what a path ends with. */
  private String variable(Candidate found) {
    if (found.form().variable()) {
      return found.name();
    }
    String last = asVariable(found.name().substring(found.name().lastIndexOf('/') + 1));
    return catalogue.variable(last).isPresent() ? last : asVariable(found.name());
  }

  private static String asVariable(String title) {
    return title.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
  }

  /** What is left of a name when only that is kept which a key may be called. */
  private static KeyName named(Candidate found) {
    if (found.form().variable()) {
      return named(found.name());
    }
    String plain =
        found
            .name()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9./-]+", "-")
            .replaceAll("[./-]*/[./-]*", "/");
    String start = plain.replaceFirst("^[^a-z0-9]+", "");
    String cut = start.substring(0, Math.min(LONGEST_NAME, start.length()));
    String end = cut.replaceFirst("[./-]+$", "");
    return new KeyName(end.isEmpty() ? "unnamed" : end);
  }

  /** Tells whether a variable of that name holds a secret, as far as names tell. */
  static boolean soundsSecret(String variable) {
    return SECRET_NAME.matcher(variable).matches();
  }

  /** What the key of a variable is called that is not its provider's first. */
  static KeyName named(String variable) {
    String start = variable.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", "");
    return new KeyName(start.isEmpty() ? "unnamed" : start);
  }
}
