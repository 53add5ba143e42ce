package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.project.Project;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code init}. */
@Command(
    description =
        "Makes the vault if there is none, then keymaster.yaml in this folder if no project is here"
            + " yet, trusts it, and has git ignore .env and key files, again if need be. Looks for"
            + " keys in .env files and for variables that sources read, and offers to take them"
            + " over. In a fresh home offers to log in to a provider. Never overwrites.",
    footer = {
      "  keymaster init",
      "  keymaster init --take --clean     take over a plaintext .env without being asked",
      "  keymaster init --no-project       only the vault",
      "  keymaster init --env staging      default environment of the project"
    })
final class InitVerb extends Verb {
  @Mixin NewVault vault = new NewVault();
  @Mixin RecoveryPage page = new RecoveryPage();

  @Option(names = "--no-project", description = "leave this folder alone")
  boolean noProject;

  @Option(names = "--no-look", description = "do not look for .env files and used variables")
  boolean noLook;

  @Option(
      names = "--take",
      description =
          "without asking: store the keys of .env, and use in the project what its sources read")
  boolean take;

  @Option(
      names = "--clean",
      description = "with --take: put references in the place of the stored values in .env")
  boolean clean;

  @Override
  int run(Session session) throws IOException {
    if (clean && !take) {
      throw KeymasterException.usage(
          "--clean is a part of --take", "keymaster init --take --clean");
    }
    Json vaultMade = null;
    if (!session.engine().vault().status().exists()) {
      vaultMade = vault.make(session, page);
    }
    NewProject done = noProject ? NewProject.NONE : NewProject.make(session);
    if (vaultMade != null && !session.output().json()) {
      ProviderLogin.offer(session);
    }
    Project project = done.project();
    ProjectLook look = project == null || noLook ? null : ProjectLook.at(session, project);
    boolean silent = vaultMade == null && done.isNothing() && !done.home();
    return look == null || project == null
        ? report(session, json(vaultMade, done), silent)
        : takeOver(
            session,
            new Takeover(session, project, new Takeover.Told(take, clean)),
            look,
            json(vaultMade, done),
            silent);
  }

  private int report(Session session, Json json, boolean silent) {
    if (session.output().json()) {
      session.output().json(json);
    } else if (silent) {
      session
          .output()
          .note("nothing to do: there is a vault" + (noProject ? "" : " and a project"));
    }
    return 0;
  }

  private int takeOver(
      Session session, Takeover takeover, ProjectLook look, Json json, boolean silent)
      throws IOException {
    Output output = session.output();
    if (!output.json()) {
      look.tell(output);
    }
    int code = session.surroundings().distrusted() ? 0 : takeover.offer(look);
    report(session, takeover.fill(look.fill(json)), silent && takeover.used().isEmpty());
    return code;
  }

  private static Json json(@Nullable Json vaultMade, NewProject done) {
    Json json = Json.document("init");
    if (vaultMade == null) {
      json.set("vault", (String) null);
    } else {
      json.set("vault", vaultMade);
    }
    return json.set("project", done.file()).texts("ignored", done.ignored());
  }
}
