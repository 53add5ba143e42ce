package dev.keymaster.cli;

import dev.keymaster.catalogue.Call;
import dev.keymaster.catalogue.Capability;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Variable;
import org.jspecify.annotations.Nullable;

/** Providers as JSON. */
final class ProviderJson {
  private ProviderJson() {}

  /** {@code keymaster/provider/1}. */
  static Json document(Provider provider) {
    return fill(Json.document("provider"), provider);
  }

  /** A provider inside another document. */
  static Json object(Provider provider) {
    return fill(Json.object(), provider);
  }

  private static Json fill(Json json, Provider provider) {
    return json.set("name", provider.name().value())
        .set("title", provider.title())
        .set("variable", provider.variable())
        .objects("variables", provider.variables().stream().map(ProviderJson::variable).toList())
        .objects("kinds", provider.kinds().stream().map(ProviderJson::kind).toList())
        .set("base_url", provider.baseUrl())
        .texts("headers", provider.headers())
        .set("admin_base_url", provider.adminBaseUrl())
        .set("verify", call(provider.verify()))
        .set("verify_admin", call(provider.verifyAdmin()))
        .set("mint", capability(provider.mint()))
        .set("revoke", capability(provider.revoke()))
        .set("usage", capability(provider.usage()))
        .texts("does", provider.does())
        .texts("order_needs", provider.orderNeeds())
        .set("builtin", provider.builtin())
        .set("tls_1_2", provider.tls12())
        .set("console", provider.console())
        .set("source", provider.source())
        .texts("unconfirmed", provider.unconfirmed());
  }

  private static Json variable(Variable variable) {
    return Json.object().set("name", variable.name()).set("role", KeyJson.word(variable.role()));
  }

  private static Json kind(KeyKind kind) {
    return Json.object()
        .set("name", kind.name())
        .set("role", KeyJson.word(kind.role()))
        .set("prefix", kind.prefix())
        .set("least_length", kind.least())
        .set("most_length", kind.most());
  }

  private static @Nullable String call(@Nullable Call call) {
    return call == null ? null : call.method() + " " + call.path();
  }

  private static Json capability(Capability capability) {
    return Json.object()
        .set("supported", capability.supported())
        .set("condition", capability.condition());
  }
}
