package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.VaultStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A recovery code as a page for paper, which says what it is and how it is used. Goes to standard
 * output; into a file only if one is named.
 */
final class RecoveryPage {
  private static final String BEFORE =
      """
      KEYMASTER RECOVERY CODE

      Keep this page with the papers that matter, away from the machine. Whoever
      has it and a copy of the vault has all keys in it.

      """;

  private static final String HTML_BEFORE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Keymaster recovery code</title>
      <style>pre { font: 12pt/1.5 monospace; margin: 2cm } strong { font-size: 14pt }</style>
      <pre>
      """;

  @Option(names = "--print", description = "print the recovery code as a page for paper")
  boolean print;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "write that page to a new file, mode 0600; HTML if its name ends in .html")
  @Nullable String file;

  /** Tells whether a page is wanted for such a slot. */
  boolean wanted(SlotKind kind) {
    return kind == SlotKind.RECOVERY && (print || file != null);
  }

  /** Refuses before anything is made what could not be printed then. */
  void check(Session session, Collection<SlotKind> kinds) {
    if ((print || file != null) && !kinds.contains(SlotKind.RECOVERY)) {
      throw KeymasterException.usage(
          "only a recovery code is printed as a page", "add a recovery slot");
    }
    if (file != null) {
      NewFile.demandFree(target(session, file));
    }
  }

  private static Path target(Session session, String file) {
    return session.world().directory().resolve(file);
  }

  /** Prints or writes the page; the code is the caller's to close. */
  @RevealsSecret("a person keeps it on paper: it is kept nowhere else")
  void show(Session session, Slot slot, Secret code) {
    VaultStatus status = session.engine().vault().status();
    byte[] text = code.reveal();
    List<byte[]> parts = parts(status, slot, text, file != null && file.endsWith(".html"));
    try {
      if (file == null) {
        parts.forEach(session.output()::data);
        session.output().flush();
      } else {
        write(target(session, file), parts);
        session.output().note("wrote the recovery page to " + target(session, file));
      }
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static List<byte[]> parts(VaultStatus status, Slot slot, byte[] code, boolean html) {
    String after = after(status, slot);
    return html
        ? List.of(
            (HTML_BEFORE + BEFORE + "<strong>").getBytes(UTF_8),
            code,
            ("</strong>" + escaped(after) + "</pre>\n").getBytes(UTF_8))
        : List.of(BEFORE.getBytes(UTF_8), code, after.getBytes(UTF_8));
  }

  private static String after(VaultStatus status, Slot slot) {
    return """


    Vault    %s
    Place    %s
    Slot     %s
    Made     %s

    To use it, run any command that needs the vault, such as: keymaster ls
    Where it asks for a passphrase or a recovery code, type the code above.
    Capitals, blanks and dashes do not matter; O counts as 0, I and L as 1.
    Then make another way in: keymaster vault slots add passphrase

    This page is no backup: without the vault it opens nothing.
    """
        .formatted(status.id(), status.location(), slot.id().substring(0, 8), slot.created());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void write(Path target, List<byte[]> parts) {
    try (FileChannel channel = NewFile.create(target)) {
      for (byte[] part : parts) {
        ByteBuffer rest = ByteBuffer.wrap(part);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
