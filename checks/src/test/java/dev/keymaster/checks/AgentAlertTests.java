package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that the real agent brings to a program and to a web server. */
@Timeout(300)
final class AgentAlertTests {
  private static final String CANARY = "sk-canary-a1e28";

  private final Path folder;
  private final List<String> posted = new CopyOnWriteArrayList<>();
  private volatile int status = 204;

  AgentAlertTests(@TempDir Path folder) {
    this.folder = folder;
  }

  private static void await(BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean()) {
      Thread.sleep(50);
    }
  }

  private Path script(String name, String text) throws IOException {
    Path script = folder.resolve("work").resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  /** The same program, started by another one of that name. */
  private KeymasterProcess as(String name, KeymasterProcess keymaster) throws IOException {
    return keymaster.through(script(name, keymaster.program() + " \"$@\"\nexit $?\n"));
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          if (status == 204) {
            posted.add(body);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private boolean told(String rule) {
    return posted.stream().anyMatch(body -> body.contains("\"rule\":\"" + rule + "\""));
  }

  private String printed() {
    try {
      return Files.readString(folder.resolve("told"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void F8_each_rule_reaches_a_program_and_a_server_and_what_failed_outlives_the_agent()
      throws Exception {
    Path runtime = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    KeymasterProcess keymaster =
        KeymasterProcess.in(folder)
            .without("KEYMASTER_AGENT")
            .with("XDG_RUNTIME_DIR", runtime.toString());
    HttpServer server = server();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    Path tell = script("tell", "cat >> " + folder.resolve("told") + "\n");
    try {
      keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
      keymaster.withInput(CANARY).run("add", "openai", "--stdin").succeeds();
      keymaster.withInput(CANARY).run("add", "openai", "--stdin", "--env", "prod").succeeds();
      List<List<String>> rules =
          List.of(
              List.of("w-prod", "--on", "reveal", "--env", "prod"),
              List.of("w-refused", "--on", "denied"),
              List.of("w-burst", "--on", "reveal", "--burst", "2/1h"),
              List.of("w-new", "--on", "reveal,deliver", "--new-program"),
              List.of("w-tamper", "--on", "export", "--tamper"));
      for (List<String> rule : rules) {
        add(keymaster, rule, "--webhook", url, "--", tell.toString());
      }
      keymaster.run("get", "openai").succeeds();
      keymaster.run("get", "openai", "--env", "prod").succeeds();
      as("claude", keymaster).run("get", "openai").refuses(5);
      as("deploy", keymaster).run("get", "openai").succeeds();
      List<String> names = List.of("w-prod", "w-refused", "w-burst", "w-new");
      await(() -> names.stream().allMatch(this::told));
      await(() -> names.stream().allMatch(name -> printed().contains("\"" + name + "\"")));

      status = 500;
      as("codex", keymaster).run("get", "openai").refuses(5);
      await(() -> keymaster.run("audit").succeeds().text().contains("it answered 500"));
      keymaster.run("lock").succeeds();
      status = 204;
      posted.clear();
      keymaster.run("unlock").succeeds();
      await(() -> told("w-refused"));
      broughtFilesAreDamaged(keymaster);
      assertThat(told("w-tamper")).isFalse();
      changedByAnother(folder.resolve("home").resolve("data").resolve("vault.db"));
      keymaster.run("audit").refuses(9);
      await(() -> told("w-tamper") && printed().contains("\"w-tamper\""));
      assertThat(posted).allMatch(body -> !body.contains("canary"));
      assertThat(printed()).doesNotContain("canary");
    } finally {
      keymaster.run("lock");
      server.stop(0);
    }
  }

  /** What is wrong with a file that is handed over is nothing of the vault. */
  private void broughtFilesAreDamaged(KeymasterProcess keymaster) throws IOException {
    Path phrase = Files.writeString(folder.resolve("phrase"), "four words nobody knows");
    Files.setPosixFilePermissions(phrase, PosixFilePermissions.fromString("rw-------"));
    Path backup = folder.resolve("keys.kmbackup");
    keymaster
        .run("vault", "backup", backup.toString(), "--new-passphrase-file", phrase.toString())
        .succeeds();
    byte[] content = Files.readAllBytes(backup);
    content[content.length - 1] ^= 1;
    Files.write(backup, content);
    String damaged = "\"code\": \"damaged\"";
    String given = "--backup-passphrase-file";
    assertThat(
            keymaster
                .run("vault", "restore", backup.toString(), given, phrase.toString(), "--json")
                .exits(9)
                .errors())
        .contains(damaged);
    Path none = Files.writeString(folder.resolve("none"), "no proof\n");
    Files.setPosixFilePermissions(none, PosixFilePermissions.fromString("rw-------"));
    for (String option : List.of("--proof", "--anchor", "--file")) {
      assertThat(
              keymaster.run("audit", "verify", option, none.toString(), "--json").exits(9).errors())
          .as(option)
          .contains(damaged);
    }
  }

  /** The newest event is put in the place of another one: what is read is signed and sealed. */
  private static void changedByAnother(Path vault) throws SQLException {
    try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + vault);
        Statement change = file.createStatement()) {
      change.executeUpdate(
          "UPDATE event SET sealed = (SELECT sealed FROM event WHERE number = 0)"
              + " WHERE number = (SELECT max(number) FROM event)");
    }
  }

  private static void add(KeymasterProcess keymaster, List<String> rule, String... targets) {
    List<String> words = new ArrayList<>(List.of("alert", "add"));
    words.addAll(rule);
    words.addAll(List.of(targets));
    keymaster.run(words.toArray(String[]::new)).succeeds();
  }
}
