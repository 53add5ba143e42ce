package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.project.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * A rotation whose new key a person makes, at a provider that makes none by API: says where, takes
 * it, and has it put in the place of the old one.
 */
final class GuidedRotation {
  private final Session session;
  private final SecretInput input;

  GuidedRotation(Session session, SecretInput input) {
    this.session = session;
    this.input = input;
  }

  /** Tells whether a person made the new key, or has to since Keymaster cannot. */
  boolean isNeeded(ServiceName service) {
    return input.given() || provider(service).filter(found -> !mints(found)).isPresent();
  }

  private Optional<Provider> provider(ServiceName service) {
    return session.catalogue().provider(service);
  }

  private static boolean mints(Provider provider) {
    return provider.does().contains("mint");
  }

  /** Takes the new key of that service and has it stored, checked and handed out. */
  Progress run(KeyRef ref, ServiceName service, Duration grace) {
    String title = provider(service).map(Provider::title).orElse(service.value());
    String page = provider(service).map(Provider::console).orElse("");
    if (!input.given()) {
      say(title, page);
    }
    Secret value = read(ref, title, page);
    Optional<String> doubt = session.catalogue().wrongKind(service, value);
    if (doubt.isPresent()) {
      value.close();
      throw KeymasterException.usage(
          "the value " + doubt.get() + "; it was sent to nobody", "keymaster show " + ref.name());
    }
    String address = session.surroundings().settings().effective(Setting.baseUrl(service)).value();
    return session.engine().lifecycle().replace(ref, value, grace, address);
  }

  private void say(String title, String page) {
    if (session.output().json() || page.isEmpty()) {
      return;
    }
    session.output().note("make a new key of " + title + " at " + page);
    if (session.person().present()) {
      session.world().browse(page);
    }
  }

  /** Nothing on a standard input that nobody named means that nobody is there. */
  private Secret read(KeyRef ref, String title, String page) {
    String made = page.isEmpty() ? "make a new key" : "make one at " + page;
    String hint = made + ", then: keymaster rotate " + ref.name() + " --stdin";
    boolean piped = !session.world().terminal().has(Terminal.Stream.IN);
    if (!input.given() && !piped) {
      session.person().demand("the new key of " + title, hint);
    }
    try {
      return input.read(session, "New " + title + " key", Intent.rotate(ref));
    } catch (KeymasterException e) {
      if (input.given() || !piped || e.code() != Code.USAGE) {
        throw e;
      }
      String nobody = "nobody here to ask for the new key of " + title + ": " + e.getMessage();
      throw new KeymasterException(Code.LOCKED, nobody, hint, e);
    }
  }
}
