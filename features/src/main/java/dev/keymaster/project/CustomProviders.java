package dev.keymaster.project;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.WebAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The providers that a person knows beyond the catalogue, in {@code providers.yaml} beside the
 * settings: an entry each, no code. What a line says is checked where it stands. None can take the
 * name of a provider that Keymaster comes with, or a beginning of its keys.
 */
public final class CustomProviders {
  private static final String NAME = "providers.yaml";
  private static final YamlFile FILE = new YamlFile(NAME);
  private static final String PRINTABLE = "[ -~]{1,300}";
  private static final String FIELD = "[A-Za-z0-9_.-]{1,100}";

  /** What an entry may say: how it is checked, and the line of the catalogue that it becomes. */
  private enum Part {
    TITLE("title", "[^\\p{Cntrl}]{1,64}", "a title"),
    VARIABLE("variable", "[A-Za-z_][A-Za-z0-9_]{0,127}", "a variable such as ACME_API_KEY"),
    BASE_URL("base", PRINTABLE, "https://HOST/PATH"),
    AUTH("auth", "[A-Za-z0-9-]{1,64}: [!-~ ]*\\{key\\}", "HEADER: FORM, with {key} at its end"),
    VERIFY("verify", "(GET|POST) /[!-~]{0,200}", "GET /PATH"),
    VALID("valid", FIELD + "(=" + FIELD + ")?|\\[\\]", "FIELD, FIELD=VALUE or []"),
    ACCOUNT("account", FIELD, "FIELD"),
    INVALID("invalid", "[1-5][0-9]{2}( " + FIELD + "=" + FIELD + ")?", "STATUS [FIELD=VALUE]"),
    PREFIX("prefix", "[A-Za-z0-9_.-]{3,32}", "3 to 32 letters, digits, _ . -"),
    CONSOLE("console", "https://[!-~]{1,200}", "https://…"),
    TLS("tls", "1\\.2", "1.2");

    private final String line;
    private final String form;
    private final String wanted;

    Part(String line, String form, String wanted) {
      this.line = line;
      this.form = form;
      this.wanted = wanted;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Catalogue builtin;

  private CustomProviders(Catalogue builtin) {
    this.builtin = builtin;
  }

  /**
   * Returns the catalogue and the providers of a file; one that is not there has none.
   *
   * @throws KeymasterException USAGE with the line of whatever cannot be so
   */
  public static Catalogue in(Path file, Catalogue builtin) {
    byte[] bytes = WholeFile.readPrivate(file).orElse(new byte[0]);
    return bytes.length == 0 ? builtin : builtin.and(new CustomProviders(builtin).text(bytes));
  }

  /**
   * Adds an entry to a file, which is made if it is not there.
   *
   * @param parts what the entry says, by the names of its lines
   * @throws KeymasterException CONFLICT if there is one of that name, USAGE if it says what cannot
   *     be so
   */
  public static void add(
      Path file, Catalogue builtin, ServiceName name, Map<String, List<String>> parts) {
    if (in(file, builtin).provider(name).isPresent()) {
      throw new KeymasterException(
          KeymasterException.Code.CONFLICT,
          "a provider " + name + " is known already",
          "keymaster providers show " + name);
    }
    String old = Yaml.text(WholeFile.readPrivate(file).orElse(new byte[0]), NAME);
    String text = old + (old.isEmpty() || old.endsWith("\n") ? "" : "\n") + entry(name, parts);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    new CustomProviders(builtin).text(bytes);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      WholeFile.makeFolder(folder);
    }
    WholeFile.write(file, bytes, WholeFile.PRIVATE);
  }

  private static String entry(ServiceName name, Map<String, List<String>> parts) {
    StringBuilder entry = new StringBuilder(YamlLines.scalar(name.value())).append(":\n");
    parts.forEach((part, values) -> {
      if (values.size() == 1) {
        entry.append("  ").append(part).append(": ");
        entry.append(YamlLines.scalar(values.getFirst())).append('\n');
      } else if (!values.isEmpty()) {
        entry.append("  ").append(part).append(":\n");
        values.forEach(
            value -> entry.append("    - ").append(YamlLines.scalar(value)).append('\n'));
      }
    });
    return entry.toString();
  }

  private String text(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    Yaml.parse(bytes, NAME).fields().forEach((name, field) -> text.append(section(name, field)));
    return text.toString();
  }

  private String section(String name, Yaml.Field field) {
    Yaml.Span line = field.key();
    ServiceName service = FILE.said(line, name, ServiceName::new);
    requireFree(service, line);
    if (!(field.value() instanceof Yaml.Fields fields)) {
      throw FILE.wrong(line, service + " has to have lines below it", "base_url: https://…");
    }
    Map<Part, List<String>> said = new LinkedHashMap<>();
    fields.fields().forEach((word, inner) -> said.put(part(word, inner), values(word, inner)));
    for (Part needed : List.of(Part.BASE_URL, Part.VARIABLE)) {
      require(said.containsKey(needed), line, service + " lacks " + needed.word(), needed.wanted);
    }
    boolean verifies = said.containsKey(Part.VERIFY);
    boolean told = said.containsKey(Part.VALID) && said.containsKey(Part.AUTH);
    require(!verifies || told, line, service + " can be verified only with auth and valid", "");
    return written(service, said);
  }

  private void requireFree(ServiceName service, Yaml.Span line) {
    boolean taken = builtin.provider(service).isPresent() || service.equals(ServiceName.CUSTOM);
    require(
        !taken,
        line,
        service + " is known already",
        "another name; its address alone: keymaster config set providers."
            + service
            + ".base_url URL");
  }

  private Part part(String word, Yaml.Field field) {
    for (Part part : Part.values()) {
      if (part.word().equals(word)) {
        return part;
      }
    }
    List<String> words = new ArrayList<>();
    for (Part part : Part.values()) {
      words.add(part.word());
    }
    throw FILE.wrong(
        field.key(), "unknown line " + Printable.quote(word), "lines: " + String.join(", ", words));
  }

  private List<String> values(String word, Yaml.Field field) {
    Part part = part(word, field);
    boolean many = part == Part.INVALID || part == Part.VARIABLE;
    List<String> values = new ArrayList<>();
    if (field.value() instanceof Yaml.Items items && many) {
      items.items().forEach(item -> values.add(value(part, item)));
    } else {
      values.add(value(part, field.value()));
    }
    return values;
  }

  private String value(Part part, Yaml.Node node) {
    String text = node instanceof Yaml.Text given ? given.value() : "";
    require(text.matches(part.form), node.span(), "not a " + part.word() + " line", part.wanted);
    if (part == Part.BASE_URL) {
      return FILE.said(node.span(), text, WebAddress::parse).toString();
    }
    if (part == Part.PREFIX) {
      requireOwn(text, node.span());
    }
    return text;
  }

  /** Keys of a known provider must not be taken for keys of this one. */
  private void requireOwn(String prefix, Yaml.Span line) {
    for (Provider provider : builtin.providers()) {
      for (KeyKind kind : provider.kinds()) {
        String known = kind.prefix();
        boolean apart = known.isEmpty() || !(known.startsWith(prefix) || prefix.startsWith(known));
        require(
            apart,
            line,
            "keys of " + provider.title() + " begin with " + known,
            "leave out prefix");
      }
    }
  }

  private static void require(boolean holds, Yaml.Span line, String problem, String hint) {
    if (!holds) {
      throw FILE.wrong(line, problem, hint);
    }
  }

  /** The entry as a section of a catalogue. */
  private static String written(ServiceName service, Map<Part, List<String>> said) {
    StringBuilder section = new StringBuilder("\nprovider " + service + "\n");
    if (!said.containsKey(Part.TITLE)) {
      section.append("title ").append(service).append('\n');
    }
    said.forEach((part, values) ->
        values.forEach(value -> {
          String line =
              part == Part.PREFIX
                  ? "key api api shape " + value + " 16..4096 !-~"
                  : part.line + " " + value;
          section.append(line).append('\n');
        }));
    section.append("custom yes\nmint no\nrevoke no\nusage no\n");
    if (said.containsKey(Part.VERIFY)) {
      section.append("does verify\n");
    }
    return section.append("docs your own ").append(NAME).append('\n').toString();
  }
}
