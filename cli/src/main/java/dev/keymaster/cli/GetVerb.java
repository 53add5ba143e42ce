package dev.keymaster.cli;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.project.Durations;
import dev.keymaster.project.Setting;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get NAME}: a hot path. */
@Command(
    description = "The value is printed as it is, without a line end, and the access is recorded.",
    footer = {
      "  keymaster get openai",
      "  OPENAI_API_KEY=$(keymaster get openai --env prod) ./program",
      "  keymaster get openai --clip       copy it instead",
      "  keymaster get openai#2            an earlier version",
      "  keymaster get km://prod/openai    full reference",
      "  keymaster get openai --json       all but the value"
    })
final class GetVerb extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "name of the key; NAME#VERSION for an earlier version; or km://ENV/NAME")
  String name = "";

  @Option(names = "--reveal", description = "with --json: the value too, as base64")
  boolean reveal;

  @Option(
      names = {"-c", "--clip"},
      description = "copy it instead of printing it; cleared after 45 seconds if unchanged")
  boolean clip;

  @Option(
      names = "--clip-timeout",
      paramLabel = "TIME",
      description = "with --clip: clear it after that time, such as 90s; 0 for never")
  @Nullable String clipTimeout;

  /** Fills it from plain arguments; null if they are not plain. */
  static @Nullable GetVerb hot(Words words) {
    GetVerb verb = new GetVerb();
    verb.globals.take(words);
    verb.clip = words.flag("--clip") || words.flag("-c");
    if (words.unclear() || words.plain().size() != 1 || !words.child().isEmpty()) {
      return null;
    }
    verb.name = words.plain().getFirst();
    return verb;
  }

  @Override
  int run(Session session) {
    KeyRef ref = session.names().ref(name);
    try {
      if (clip || clipsByDefault(session)) {
        copy(session, ref);
      } else if (session.output().json()) {
        json(session, ref);
      } else {
        print(session, ref);
      }
    } catch (KeymasterException e) {
      throw session.names().explained(e, ref);
    }
    return 0;
  }

  @RevealsSecret("prints it: this is what was asked for")
  private static void print(Session session, KeyRef ref) {
    try (Released released = release(session, ref)) {
      byte[] bytes = released.value().reveal();
      session.output().data(bytes);
      session.output().flush();
      Arrays.fill(bytes, (byte) 0);
    }
    Terminal terminal = session.world().terminal();
    if (terminal.has(Terminal.Stream.OUT) && terminal.has(Terminal.Stream.ERR)) {
      session.output().note("");
    }
  }

  /** A person who looks at the value asked for it; a program never gets a clipboard instead. */
  private boolean clipsByDefault(Session session) {
    return !session.output().json()
        && session.world().terminal().has(Terminal.Stream.OUT)
        && session.surroundings().setting(Setting.CLIP).equals("true");
  }

  private void copy(Session session, KeyRef ref) {
    Duration after = clearAfter(session);
    Pasteboard pasteboard = session.world().pasteboard();
    try (Released released = release(session, ref)) {
      Pasteboard.Copied copied = pasteboard.copy(released.value(), after);
      if (session.output().json()) {
        session
            .output()
            .json(Json.document("copied").set("by", copied.by()).set("clears", copied.clears()));
      } else {
        session.output().note(said(ref, copied, after));
      }
    }
  }

  private Duration clearAfter(Session session) {
    String time =
        clipTimeout == null ? session.surroundings().setting(Setting.CLIP_SECONDS) : clipTimeout;
    return time.equals("0") ? Duration.ZERO : Durations.parse(time);
  }

  private static String said(KeyRef ref, Pasteboard.Copied copied, Duration after) {
    String how = copied.verified() ? "copied " : "sent to the clipboard, unverified: ";
    String end =
        copied.clears()
            ? "; it is cleared in " + after.toSeconds() + " s unless something else is copied"
            : "; it stays there until something else is copied";
    return how + ref.name() + " (" + copied.by() + ")" + end;
  }

  private static Released release(Session session, KeyRef ref) {
    return session
        .engine()
        .keys()
        .release(List.of(ref), new Release(EventKind.REVEAL, ""))
        .getFirst();
  }

  @RevealsSecret("prints it: --reveal asked for it")
  private void json(Session session, KeyRef ref) {
    if (!reveal) {
      session
          .output()
          .json(KeyJson.document(session.engine().keys().show(ref.environment(), ref.name())));
      return;
    }
    try (Released released = release(session, ref)) {
      byte[] bytes = released.value().reveal();
      session
          .output()
          .json(
              KeyJson.document(released.record())
                  .set("value_version", released.version())
                  .set("value_base64", Base64.getEncoder().encodeToString(bytes)));
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
