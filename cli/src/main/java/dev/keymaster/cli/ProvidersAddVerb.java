package dev.keymaster.cli;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.model.ServiceName;
import dev.keymaster.project.CustomProviders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code providers add NAME}. */
@Command(
    description =
        "Writes an entry into your own providers.yaml. Keys with --service NAME are then verified, and"
            + " become the variable. Nothing secret belongs there.",
    footer = {
      "  keymaster providers add acme --base-url https://api.acme.example/v1 --variable ACME_API_KEY",
      "  keymaster providers add acme --base-url https://api.acme.example/v1 --variable ACME_API_KEY"
          + " --auth 'Authorization: Bearer {key}' --verify 'GET /me' --valid id --invalid 401"
    })
final class ProvidersAddVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "what keys name as their service")
  String name = "";

  @Option(names = "--base-url", paramLabel = "URL", required = true, description = "its API")
  String baseUrl = "";

  @Option(
      names = "--variable",
      paramLabel = "VAR",
      required = true,
      description = "a key becomes it")
  String variable = "";

  @Option(names = "--title", paramLabel = "TEXT", description = "as people write it")
  @Nullable String title;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "what its keys begin with")
  @Nullable String prefix;

  @Option(
      names = "--auth",
      paramLabel = "HEADER",
      description = "NAME: FORM, with {key} at its end")
  @Nullable String auth;

  @Option(names = "--verify", paramLabel = "CALL", description = "GET /PATH, asked with the key")
  @Nullable String verify;

  @Option(names = "--valid", paramLabel = "FIELD", description = "what a good answer has in JSON")
  @Nullable String valid;

  @Option(names = "--account", paramLabel = "FIELD", description = "whose key it is, there")
  @Nullable String account;

  @Option(names = "--invalid", paramLabel = "STATUS", description = "an answer that means: bad key")
  List<String> invalid = new ArrayList<>();

  @Option(names = "--console", paramLabel = "URL", description = "the page where keys are made")
  @Nullable String console;

  @Option(names = "--tls", paramLabel = "1.2", description = "it has no TLS 1.3")
  @Nullable String tls;

  @Override
  int run(Session session) {
    session.names().refuseValue(name, "add");
    Map<String, List<String>> parts = new LinkedHashMap<>();
    put(parts, "title", title);
    put(parts, "base_url", baseUrl);
    put(parts, "variable", variable);
    put(parts, "prefix", prefix);
    put(parts, "auth", auth);
    put(parts, "verify", verify);
    put(parts, "valid", valid);
    put(parts, "account", account);
    parts.put("invalid", List.copyOf(invalid));
    put(parts, "console", console);
    put(parts, "tls", tls);
    ServiceName service = new ServiceName(name);
    Catalogue builtin = Catalogue.builtin();
    CustomProviders.add(session.world().places().providers(), builtin, service, parts);
    if (session.output().json()) {
      session.output().json(ProviderJson.document(KnownProvider.named(session, name)));
    } else {
      session.output().note("added " + name + "; keymaster add NAME --service " + name);
    }
    return 0;
  }

  private static void put(Map<String, List<String>> parts, String part, @Nullable String value) {
    if (value != null) {
      parts.put(part, List.of(value));
    }
  }
}
