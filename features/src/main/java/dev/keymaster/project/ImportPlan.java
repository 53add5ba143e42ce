package dev.keymaster.project;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Recognised;
import dev.keymaster.catalogue.Variable;
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
 * Decides which assignments of a {@code .env} file are keys, and what they are called: the first
 * variable of a provider becomes the key named after it, any other the key named after the
 * variable. The same file gives the same plan every time.
 */
public final class ImportPlan {
  /** Which assignments are wanted. */
  public enum Choice {
    /** What is known or looks like a key. */
    KEYS,
    /** Every value, known settings too. */
    ALL
  }

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)(.*_)?(API_?)?(KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PAT)");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?i)<.*>|your[-_ ].*|change_?-?me|x{3,}|\\.{3}|todo|replace[-_ ]?me.*");

  private final Catalogue catalogue;
  private final Choice choice;

  private ImportPlan(Catalogue catalogue, Choice choice) {
    this.catalogue = catalogue;
    this.choice = choice;
  }

  /** Returns one item for each assignment, in the order of the file. */
  public static List<ImportItem> of(Dotenv dotenv, Catalogue catalogue, Choice choice) {
    ImportPlan plan = new ImportPlan(catalogue, choice);
    Map<String, Integer> lastLine = new HashMap<>();
    dotenv.entries().forEach(entry -> lastLine.put(entry.name(), entry.line()));
    Map<String, Integer> taken = new HashMap<>();
    List<ImportItem> items = new ArrayList<>();
    for (Dotenv.Entry entry : dotenv.entries()) {
      int last = lastLine.getOrDefault(entry.name(), entry.line());
      ImportItem item =
          last == entry.line()
              ? plan.item(entry)
              : new ImportItem.Skipped(entry, "set again in line " + last);
      items.add(withoutTwin(item, taken));
    }
    return items;
  }

  private static ImportItem withoutTwin(ImportItem item, Map<String, Integer> taken) {
    if (!(item instanceof ImportItem.Key key)) {
      return item;
    }
    Integer earlier = taken.putIfAbsent(key.name().folded(), item.entry().line());
    return earlier == null
        ? item
        : new ImportItem.Skipped(item.entry(), "same name as the key of line " + earlier);
  }

  private ImportItem item(Dotenv.Entry entry) {
    if (entry.value().length() == 0) {
      return new ImportItem.Skipped(entry, "no value");
    }
    if (ControlVariables.contains(entry.name())) {
      return new ImportItem.Skipped(entry, "decides what programs do, no key");
    }
    return glance(entry).orElseGet(() -> known(entry));
  }

  /**
   * Looks at values that may be text; keys have at least no spaces and braces in common with it.
   */
  @RevealsSecret("references, placeholders and variables are told from keys by their text")
  private static Optional<ImportItem> glance(Dotenv.Entry entry) {
    byte[] bytes = entry.value().reveal();
    Glimpse value = new Glimpse(bytes);
    try {
      if (value.startsWith(KeyRef.SCHEME)) {
        return Optional.of(reference(entry, new String(bytes, StandardCharsets.UTF_8)));
      }
      if (!entry.literal() && (value.contains("${") || value.contains("$("))) {
        return Optional.of(new ImportItem.Skipped(entry, "refers to a variable or a command"));
      }
      return bytes.length < 64 && PLACEHOLDER.matcher(value).matches()
          ? Optional.of(new ImportItem.Skipped(entry, "a placeholder"))
          : Optional.empty();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static ImportItem reference(Dotenv.Entry entry, String text) {
    try {
      return new ImportItem.Reference(entry, KeyRef.parse(text));
    } catch (KeymasterException e) {
      return new ImportItem.Skipped(entry, "not a key reference");
    }
  }

  private ImportItem known(Dotenv.Entry entry) {
    Optional<VariableUse> use = catalogue.variable(entry.name());
    if (use.isPresent()) {
      return ofProvider(entry, use.get());
    }
    Optional<ServiceName> service = service(entry.value());
    if (service.isPresent()) {
      return new ImportItem.Key(entry, named(entry), service.get());
    }
    return choice == Choice.ALL || SECRET_NAME.matcher(entry.name()).matches()
        ? new ImportItem.Key(entry, named(entry), ServiceName.CUSTOM)
        : new ImportItem.Skipped(entry, "does not look like a key");
  }

  private ImportItem ofProvider(Dotenv.Entry entry, VariableUse use) {
    ServiceName service = use.provider().name();
    if (use.variable().role() == Variable.Role.SETTING && choice != Choice.ALL) {
      return new ImportItem.Skipped(entry, "a setting of " + use.provider().title() + ", no key");
    }
    boolean first = use.provider().variable().equals(entry.name());
    return new ImportItem.Key(entry, first ? new KeyName(service.value()) : named(entry), service);
  }

  private Optional<ServiceName> service(Secret value) {
    return catalogue.recognise(value).stream()
        .filter(found -> found.kind().evidence() != KeyKind.Evidence.GUESS)
        .map(Recognised::kind)
        .map(KeyKind::service)
        .findFirst();
  }

  private static KeyName named(Dotenv.Entry entry) {
    String name = entry.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String start = name.replaceFirst("^-+", "");
    return new KeyName(start.isEmpty() ? "unnamed" : start);
  }
}
