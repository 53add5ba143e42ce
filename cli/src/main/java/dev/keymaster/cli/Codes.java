package dev.keymaster.cli;

import dev.keymaster.model.Secret;
import org.jspecify.annotations.Nullable;

/** Where codes of a second factor come from: {@code --mfa-fd} or a hidden prompt. Never argv. */
final class Codes {
  private static final int LONGEST = 64;
  private static final String PROMPT = "Code of your second factor: ";

  private final Session session;
  private final @Nullable String descriptor;

  Codes(Session session, @Nullable String descriptor) {
    this.session = session;
    this.descriptor = descriptor;
  }

  /** Tells whether there is a way to get one. */
  boolean possible() {
    return descriptor != null || session.person().present();
  }

  /** Returns a code; LOCKED if nobody can be asked. The caller closes it. */
  Secret code(String prompt) {
    if (descriptor != null) {
      return new SecretReader("code", LONGEST, false).descriptor(session.world(), descriptor);
    }
    return session.person().secret(prompt, "--mfa-fd N gives the code without asking");
  }

  /** Gives the engine a code for this session. */
  void prove() {
    session.engine().access().prove(code(PROMPT));
  }
}
