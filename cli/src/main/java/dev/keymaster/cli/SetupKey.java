package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step of {@code setup} that brings the key into the vault: one that is there stays, a provider
 * that can be told to makes one, a person makes one otherwise.
 */
final class SetupKey {
  private final Session session;
  private final Provider provider;
  private final KeyRef ref;
  private final SetupTalk talk;
  private final SecretInput input;
  private final MintOptions order;

  SetupKey(
      Session session,
      Provider provider,
      KeyRef ref,
      SetupTalk talk,
      SecretInput input,
      MintOptions order) {
    this.session = session;
    this.provider = provider;
    this.ref = ref;
    this.talk = talk;
    this.input = input;
    this.order = order;
  }

  /**
   * Returns whether there is a key now; there is none if a person leaves that for later.
   *
   * @param managed whether the provider can be told to make one
   * @param replace whether another one takes the place of one that is there
   * @param expires when it ends; null for what the provider says
   */
  boolean run(boolean managed, boolean replace, @Nullable String expires) {
    Optional<KeySummary> there = existing();
    if (there.isEmpty() && managed) {
      resume();
      there = existing();
    }
    if (there.isPresent()) {
      requireSame(there.get());
      if (!replace && !input.given()) {
        talk.kept(session.names().show(ref));
      } else {
        take(replacing(there.get(), replace), null);
      }
      return true;
    }
    Optional<Boolean> made = order.mint ? Optional.of(true) : chosen(managed);
    if (made.isPresent()) {
      KeyDetails said = said(made.get() && !order.mint ? ordering(expires) : expires);
      if (made.get()) {
        mint(said);
      } else {
        take(NewKey.Mode.KEEP, said);
      }
    }
    return made.isPresent();
  }

  /**
   * Takes another key in the place of the one that is there, from the person: where the one before
   * came from is no better one.
   */
  void again() {
    Optional<KeyVersion> refused = session.names().show(ref).current();
    talk.begin();
    store(SecretInput.hidden(session, prompt()), NewKey.Mode.NEW_VERSION, null);
    refused.filter(KeyVersion::outstanding).ifPresent(version -> talk.left(version.number()));
  }

  private String prompt() {
    return provider.title() + " key";
  }

  /** A key that is ordered, but not handed out yet, is none. */
  private Optional<KeySummary> existing() {
    Selection one = new Selection(ref.environment(), null, ref.name());
    return session.engine().keys().list(one).stream().filter(k -> k.version() > 0).findFirst();
  }

  /** Goes on with what broke off: an order may have been sent whose answer nobody heard. */
  private void resume() {
    session.engine().lifecycle().resume().stream()
        .filter(progress -> progress.ref().equals(ref))
        .filter(progress -> progress.ending() != Progress.Ending.DONE)
        .map(Progress::note)
        .filter(note -> !note.isEmpty())
        .forEach(note -> talk.say("an earlier order of this key: " + note));
  }

  private void requireSame(KeySummary key) {
    if (!key.service().equals(provider.name())) {
      throw new KeymasterException(
          Code.CONFLICT,
          ref + " is a key of " + key.service() + ", not of " + provider.name(),
          "choose a --name");
    }
  }

  /** Before a value is typed that could then not be stored. */
  private NewKey.Mode replacing(KeySummary key, boolean replace) {
    if (replace) {
      return NewKey.Mode.UPSERT;
    }
    if (!session.person().present()) {
      return NewKey.Mode.KEEP;
    }
    session
        .person()
        .confirm(
            "There is a key "
                + key.name()
                + " in "
                + key.environment()
                + " already ("
                + key.hint()
                + "). Store a new version?",
            "--name NAME stores it under another name");
    return NewKey.Mode.UPSERT;
  }

  /** Whether the provider makes it; empty if it is left for later. */
  private Optional<Boolean> chosen(boolean managed) {
    boolean asked = managed && talk.mints() && !input.given() && session.person().present();
    if (!asked) {
      return Optional.of(false);
    }
    Optional<String> answer =
        session
            .person()
            .offered(
                "Have "
                    + provider.title()
                    + " make the key (m), or paste one that you have (p)? Nothing leaves it for"
                    + " later");
    return answer.map(word ->
        switch (word.toLowerCase(Locale.ROOT)) {
          case "m", "make" -> true;
          case "p", "paste" -> false;
          default ->
              throw KeymasterException.usage("neither m nor p", "keymaster setup, once more");
        });
  }

  /** Asks what the order takes; returns when the key is to end. */
  private @Nullable String ordering(@Nullable String expires) {
    List<String> settings = new ArrayList<>(order.settings);
    for (String need : provider.orderNeeds()) {
      if (settings.stream().noneMatch(set -> set.startsWith(need + "="))) {
        String hint = "--mint --set " + need + "=TEXT";
        settings.add(need + "=" + session.person().line("Its " + need + " there", hint));
      }
    }
    order.settings = List.copyOf(settings);
    order.mint = true;
    if (talk.takes("limit")) {
      session
          .person()
          .offered("Most that it may spend, such as 5usd, or nothing for no limit")
          .ifPresent(money -> order.limit = money);
    }
    return talk.takes("expiry") && expires == null
        ? session
            .person()
            .offered("How long it is good, such as 90d, or nothing for no end")
            .orElse(null)
        : expires;
  }

  private KeyDetails said(@Nullable String expires) {
    Instant end = expires == null ? null : When.parse(expires, session.now());
    return KeyEdit.expires(end).applyTo(KeyDetails.of(provider.name()));
  }

  private void mint(KeyDetails said) {
    KeyDetails ordered = order.ordered(said, session.now());
    KeyRecord key = session.engine().lifecycle().mint(ref, ordered);
    StoredReport.print(session, new Stored(Stored.Outcome.CREATED, key));
  }

  /** A key that is there keeps what is said of it. */
  private void take(NewKey.Mode mode, @Nullable KeyDetails said) {
    if (!input.given()) {
      talk.begin();
    }
    Intent intent = Intent.store(ref, said == null ? null : said.service());
    store(input.read(session, prompt(), intent), mode, said);
  }

  private void store(Secret value, NewKey.Mode mode, @Nullable KeyDetails said) {
    check(value);
    talk.recognised(value);
    String hint = session.catalogue().hint(value);
    NewKey key = new NewKey(ref.environment(), ref.name(), value, said, hint, mode);
    try {
      StoredReport.print(session, session.engine().keys().store(List.of(key)).getFirst());
    } catch (KeymasterException e) {
      boolean there = e.code() == Code.CONFLICT && mode == NewKey.Mode.KEEP;
      throw there && existing().isPresent() ? another(e) : e;
    }
  }

  private KeymasterException another(KeymasterException conflict) {
    return new KeymasterException(
        Code.CONFLICT,
        "another key is stored as " + ref,
        "--replace stores this one as a new version; or choose a --name",
        conflict);
  }

  /** A value of another kind is stored only if somebody says so. */
  private void check(Secret value) {
    Optional<String> doubt = session.catalogue().wrongKind(provider.name(), value);
    if (doubt.isEmpty()) {
      return;
    }
    try {
      if (!session.person().present()) {
        throw KeymasterException.usage(
            "the value " + doubt.get(),
            "keymaster add NAME --service " + provider.name() + " stores it all the same");
      }
      session
          .person()
          .confirm("The value " + doubt.get() + ". Store it all the same?", "try the right key");
    } catch (KeymasterException e) {
      value.close();
      throw e;
    }
  }
}
