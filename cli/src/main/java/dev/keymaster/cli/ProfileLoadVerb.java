package dev.keymaster.cli;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Profile;
import dev.keymaster.model.Release;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code profile load PROFILE}. */
@Command(
    description =
        "Without --export: which variables the keys of the profile become. With it: their values, as"
            + " assignments for eval, each recorded. Whatever the shell starts has them from then on;"
            + " keymaster run --profile PROFILE gives them to one program alone.",
    footer = {
      "  keymaster run --profile research -- python paper.py     better",
      "  eval \"$(keymaster profile load research --export)\"",
      "  keymaster profile load research --export --shell fish | source"
    })
final class ProfileLoadVerb extends Verb {
  @Parameters(paramLabel = "PROFILE", description = "which profile")
  String name = "";

  @Option(names = "--export", description = "print assignments with the values, for eval")
  boolean export;

  @Option(
      names = "--shell",
      paramLabel = "SHELL",
      description = "for bash, zsh, sh, fish or pwsh; otherwise for the one of $SHELL")
  @Nullable String shell;

  @Override
  int run(Session session) {
    Profile profile = KnownProfile.named(session, name);
    Injection injection = new Injection(session, profile, List.of(), List.of());
    if (!export) {
      return shown(session, injection.plan());
    }
    if (session.output().json()) {
      throw KeymasterException.usage(
          "--json never shows values", "keymaster profile load " + name + " --export");
    }
    ShellExports form =
        shell == null ? ShellExports.of(session.world().environment()) : ShellExports.of(shell);
    Map<String, Secret> values =
        injection.release(new Release(EventKind.REVEAL, "profile " + name));
    try {
      values.forEach((variable, value) -> {
        byte[] line = form.line(variable, value);
        session.output().data(line);
        Arrays.fill(line, (byte) 0);
      });
      session.output().flush();
    } finally {
      values.values().forEach(Secret::close);
    }
    return 0;
  }

  private int shown(Session session, Map<String, KeyRef> plan) {
    Output output = session.output();
    if (output.json()) {
      output.json(
          Json.document("profile-plan")
              .set("profile", name)
              .objects(
                  "variables",
                  plan.entrySet().stream()
                      .map(each ->
                          Json.object()
                              .set("variable", each.getKey())
                              .set("key", each.getValue().toString()))
                      .toList()));
      return 0;
    }
    Table table = new Table("VARIABLE", "KEY");
    plan.forEach((variable, ref) -> table.row(variable, ref.toString()));
    session.print(table);
    output.note("eval \"$(keymaster profile load " + name + " --export)\" sets them in this shell");
    return 0;
  }
}
