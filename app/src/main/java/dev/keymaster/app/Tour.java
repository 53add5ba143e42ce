package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.standin.StandIn;
import dev.keymaster.storage.SqliteRows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * {@code keymaster tour}: shows the main job on real input in a throw-away home. Every step is a
 * command that a person would type, run as a process of its own; the tour checks what comes back
 * and ends with exit code 1 if anything is not as it says. Touches nothing of the person's.
 */
final class Tour {
  private static final String CLIENT = "dev.keymaster.app/dev.keymaster.app.TourClient";

  private final TourShell shell;
  private final Path home;
  private final StandIn service;
  private final String second = newValue();
  private final String production = newValue();

  private Tour(Path home, OutputStream out, StandIn service) {
    this.home = home;
    this.service = service;
    this.shell = new TourShell(home, out);
  }

  /** Runs the tour, writing what it shows to {@code out}; returns the exit code. */
  static int run(OutputStream out) throws IOException {
    Path home =
        Files.createTempDirectory(
            "keymaster-tour-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (StandIn service = StandIn.openai()) {
      new Tour(home, out, service).walk();
      return 0;
    } finally {
      remove(home);
    }
  }

  private void walk() throws IOException {
    shell.say("A vault of its own, in a folder that is deleted at the end.");
    shell.run("vault init --key-file " + home.resolve("tour.keymaster-key"));
    shell.say("Two keys of the same name, one for each environment. Values never stand in argv.");
    shell.feed(key(), "add openai --service openai --env dev --stdin");
    shell.feed(production, "add openai --service openai --env prod --stdin");
    shell.expect(shell.run("ls --all"), "dev", "prod", "openai");
    use();
    change();
    shell.say("What happened to it, and who asked: recorded before anything was handed out.");
    shell.expect(shell.run("history openai"), "current", "retired");
    shell.expect(shell.run("audit"), "deliver", "km://dev/openai");
    tamper();
    shell.say("That was the tour. Your own: keymaster vault init, then keymaster add openai.");
  }

  private void use() {
    shell.say("A program gets the key in its environment; a local service checks that it has it.");
    shell.expect(call(), "200");
  }

  private void change() {
    shell.say("A new version, which the service does not accept …");
    shell.feed(second, "edit openai --value --stdin");
    shell.expect(call(), "401");
    shell.say("… so back to the version before.");
    shell.run("rollback openai");
    shell.expect(call(), "200");
  }

  private String call() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return shell.run("run --only openai --", java, "-m", CLIENT, service.baseUrl() + "/models");
  }

  /** Lets another program change one byte of a record in the file, and shows that it is noticed. */
  private void tamper() throws IOException {
    Path vault = home.resolve("data").resolve("vault.db");
    long event = 1;
    long offset = offset(vault, event);
    shell.say("Another program changes one byte of record " + event + " in the vault file …");
    shell.other(
        "printf '\\"
            + flipped(vault, offset)
            + "' | dd of="
            + vault
            + " bs=1 seek="
            + offset
            + " count=1 conv=notrunc 2>/dev/null");
    shell.say("… and is found out, with the record's number.");
    shell.expect(shell.refused(9, "vault verify"), "event " + event);
  }

  private static long offset(Path vault, long event) throws IOException {
    byte[] sealed = sealed(vault, event);
    byte[] file = Files.readAllBytes(vault);
    for (int at = 0; at <= file.length - sealed.length; at++) {
      if (Arrays.equals(file, at, at + sealed.length, sealed, 0, sealed.length)) {
        return at + sealed.length / 2L;
      }
    }
    throw new BugException("a record of the log is not in the vault file");
  }

  private static byte[] sealed(Path vault, long event) {
    try (SqliteRows rows = SqliteRows.open(vault, SqliteRows.PATIENCE)) {
      return rows.read(snapshot -> {
        try (var events = snapshot.events(event)) {
          var stored = events.next();
          return stored == null ? new byte[0] : stored.sealed();
        }
      });
    }
  }

  /** Returns the byte there with all bits flipped, as three octal digits. */
  private static String flipped(Path file, long offset) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(one, offset);
    }
    return String.format("%03o", ~one.get(0) & 0xff);
  }

  @RevealsSecret("the stand-in's own key, which opens nothing else")
  private String key() {
    try (Secret key = service.key()) {
      return new String(key.reveal(), UTF_8);
    }
  }

  private static String newValue() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return "sk-tour-" + HexFormat.of().formatHex(random);
  }

  private static void remove(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
