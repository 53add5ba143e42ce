package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Secret;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code setup} is told in advance, so that it need not ask: a flag for every question. */
final class SetupOptions {
  @Option(
      names = {"-y", "--yes"},
      description = "make the vault and the project without asking")
  boolean yes;

  @Option(names = "--no-login", description = "leave the credential that manages keys out")
  boolean noLogin;

  @Option(
      names = "--login-from-file",
      paramLabel = "PATH",
      description = "log in with the credential in this file")
  @Nullable String loginFile;

  @Option(
      names = "--login-from-fd",
      paramLabel = "N",
      description = "log in with the credential from this file descriptor")
  @Nullable String loginFd;

  @Option(
      names = "--login-from-env",
      paramLabel = "NAME",
      description = "log in with the credential in this variable")
  @Nullable String loginVariable;

  @Option(
      names = "--replace",
      description = "take another key in the place of one that is there already")
  boolean replace;

  @Option(names = "--no-verify", description = "do not ask the provider whether the key is good")
  boolean noVerify;

  @Option(names = "--project", description = "take the key into the project without asking")
  boolean project;

  @Option(names = "--no-project", description = "leave the project alone")
  boolean noProject;

  /** Refuses what does not fit together. */
  void check() {
    if (project && noProject) {
      throw KeymasterException.usage("--project or --no-project", "leave one of them out");
    }
    if (credentials() + (noLogin ? 1 : 0) > 1) {
      throw KeymasterException.usage(
          "the credential comes from one place, or from none with --no-login", "");
    }
  }

  private long credentials() {
    return Stream.of(loginFile, loginFd, loginVariable).filter(Objects::nonNull).count();
  }

  /** Tells whether a credential was given. */
  boolean givesCredential() {
    return credentials() > 0;
  }

  /** Returns the credential that was given; null if none was. The caller closes it. */
  @Nullable Secret credential(Session session) {
    SecretReader reader = new SecretReader("value", NewKey.MAX_VALUE, false);
    if (loginFile != null) {
      return reader.file(session.world().directory().resolve(loginFile));
    }
    if (loginFd != null) {
      return reader.descriptor(session.world(), loginFd);
    }
    return loginVariable == null ? null : reader.variable(session.world(), loginVariable);
  }
}
