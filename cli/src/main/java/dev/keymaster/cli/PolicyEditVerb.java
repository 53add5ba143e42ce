package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import dev.keymaster.run.Runner;
import dev.keymaster.wire.Access;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code policy edit}. */
@Command(
    description =
        "Opens a copy of the policy in $VISUAL or $EDITOR and puts it into the vault when the"
            + " editor ends, if it is understood and still lets you change it. The copy itself"
            + " counts for nothing.",
    footer = {
      "  keymaster policy edit",
      "  keymaster policy edit --from-file policy.txt    take it from a file instead"
    })
final class PolicyEditVerb extends Verb {
  private static final int LONGEST = 1 << 17;

  @Option(
      names = "--from-file",
      paramLabel = "PATH",
      description = "take the policy from this file instead of an editor")
  @Nullable String fromFile;

  @Override
  int run(Session session) throws IOException {
    Access access = session.engine().access();
    String before = access.policy();
    String after = fromFile == null ? edited(session, before) : read(session, fromFile);
    if (after.equals(before)) {
      session.output().note("nothing changed");
    } else {
      access.changePolicy(after);
      session.output().note("the policy is changed");
    }
    return 0;
  }

  private static String read(Session session, String path) throws IOException {
    try (InputStream in = Files.newInputStream(session.world().directory().resolve(path))) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw KeymasterException.usage(
            "a policy has at most 65536 characters", "is that the right file?");
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw KeymasterException.usage("the policy is not UTF-8 text", "is that the right file?");
    }
  }

  private static String edited(Session session, String before) throws IOException {
    Path copy = Files.createTempFile("keymaster-policy", ".txt");
    try {
      Files.writeString(copy, before);
      Outcome outcome = Runner.child().run(new Launch(Editor.command(session, copy), Map.of()));
      if (outcome.exitCode() != 0) {
        throw new KeymasterException(
            Code.FAILURE, "the editor did not end well, nothing changed", "export EDITOR=vi");
      }
      return read(session, copy.toString());
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
