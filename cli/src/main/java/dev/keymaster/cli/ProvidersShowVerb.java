package dev.keymaster.cli;

import dev.keymaster.catalogue.Call;
import dev.keymaster.catalogue.Capability;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code providers show PROVIDER}. */
@Command(
    description =
        "How its keys look, which variables its programs read, where its API answers and what it can"
            + " do, and the page where keys are made.",
    footer = {"  keymaster providers show openai", "  keymaster providers show openrouter --json"})
final class ProvidersShowVerb extends Verb {
  @Parameters(paramLabel = "PROVIDER", description = "its name in keymaster providers list")
  String name = "";

  @Override
  int run(Session session) {
    Provider provider = KnownProvider.named(session, name);
    if (session.output().json()) {
      session.output().json(ProviderJson.document(provider));
    } else {
      Fields.print(session.output(), fields(provider));
    }
    return 0;
  }

  private static Map<String, String> fields(Provider provider) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", provider.name().value());
    fields.put("provider", provider.title());
    fields.put("keys at", provider.console());
    numbered(fields, "key", provider.kinds().stream().map(ProvidersShowVerb::kind).toList());
    fields.put("variable", provider.variable());
    fields.put("also read", others(provider));
    fields.put("base URL", provider.baseUrl());
    fields.put("sent as", String.join("; ", provider.headers()));
    fields.put("managed at", provider.adminBaseUrl());
    fields.put("verify", call(provider.verify()));
    fields.put("verify admin", call(provider.verifyAdmin()));
    fields.put("mint", can(provider.mint()));
    fields.put("order needs", String.join(", ", provider.orderNeeds()));
    fields.put("revoke", can(provider.revoke()));
    fields.put("usage", can(provider.usage()));
    fields.put("proven", String.join(", ", provider.does()));
    fields.put("TLS", provider.tls12() ? "1.2 only, which is out of date" : "");
    fields.put("known from", provider.source());
    numbered(fields, "unsure", provider.unconfirmed());
    return fields;
  }

  private static void numbered(Map<String, String> fields, String name, List<String> texts) {
    int number = 1;
    for (String text : texts) {
      fields.put(texts.size() == 1 ? name : name + " " + number++, text);
    }
  }

  private static String kind(KeyKind kind) {
    String start = kind.prefix().isEmpty() ? "" : kind.prefix() + "…, ";
    String length =
        kind.least() == kind.most() ? "" + kind.most() : kind.least() + " to " + kind.most();
    String role =
        switch (kind.role()) {
          case API -> "";
          case ADMIN -> ", not for programs";
          case ID -> ", no secret";
        };
    return kind.name() + ": " + start + length + " bytes" + role;
  }

  private static String others(Provider provider) {
    List<String> names =
        provider.variables().stream()
            .skip(1)
            .map(v -> v.name() + (v.role() == Variable.Role.KEY ? "" : word(v)))
            .toList();
    return String.join(", ", names);
  }

  private static String word(Variable variable) {
    return " (" + KeyJson.word(variable.role()) + ")";
  }

  private static String call(@Nullable Call call) {
    return call == null ? "" : call.method() + " " + call.path();
  }

  private static String can(Capability capability) {
    String condition = capability.condition().isEmpty() ? "" : ", " + capability.condition();
    return (capability.supported() ? "yes" : "no") + condition;
  }
}
