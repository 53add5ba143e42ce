package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.agent.MetricsPort;
import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.project.ConfigFile;
import dev.keymaster.standin.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F12: what the agent's engine shows of itself, over a real vault file. */
class MetricsDoorTests {
  private final VaultInFolder vault;
  private final MetricsDoor metrics;

  MetricsDoorTests(@TempDir Path directory) throws IOException {
    vault = new VaultInFolder(directory);
    metrics = new MetricsDoor(vault.engine, vault.commits, "0.1.0", InstantSource.system());
    vault.with("canary-name", "sk-canary-0000");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private void reveal() {
    KeyRef ref = KeyRef.parse("km://dev/canary-name");
    Release release = new Release(EventKind.REVEAL, "");
    vault.engine.keys().release(List.of(ref), release).forEach(Released::close);
  }

  private String scraped(int port) throws IOException {
    try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port)) {
      peer.getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      return new String(peer.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private ConfigFile settings(String text) throws IOException {
    Path file = Files.writeString(vault.folder.resolve("config.yaml"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return ConfigFile.read(file);
  }

  @Test
  void F12_a_release_and_a_commit_are_counted_and_no_name_is_told() throws IOException {
    int number = FreePort.any();
    try (MetricsPort port =
        metrics.port(settings("agent:\n  metrics_port: " + number + "\n")).orElseThrow()) {
      scraped(port.number());
      reveal();
      metrics.answered().accept(200);
      assertThat(scraped(number))
          .contains(
              "keymaster_releases_total{environment=\"dev\",way=\"reveal\"} 1\n",
              "keymaster_keys{status=\"active\"} 1\n",
              "keymaster_requests_total{outcome=\"done\"} 1\n",
              "keymaster_commit_seconds_count 3\n",
              "keymaster_unlocked 1\n")
          .doesNotContain("canary");
    }
  }

  @Test
  void no_port_is_opened_unless_one_is_set() throws IOException {
    assertThat(metrics.port(settings("color: never\n"))).isEmpty();
    assertThat(metrics.route().counts()).isFalse();
  }

  @Test
  void the_stamp_of_the_file_changes_with_every_commit_and_only_then() {
    VaultPath file = vault.file("vault.db");
    Object before = file.stamp();
    assertThat(file.stamp()).isEqualTo(before);
    reveal();
    assertThat(file.stamp()).isNotEqualTo(before);
  }

  @Test
  void a_vault_that_is_closed_is_locked() {
    VaultPath file = vault.file("vault.db");
    assertThat(file.exists()).isTrue();
    assertThat(file.location()).endsWith("data/vault.db");
    assertThat(file.copies()).isSameAs(CopyFiles.NONE);
    assertThat(file.identity()).isEqualTo(file.identity());
    VaultPath other = vault.file("other.db");
    other.create().close();
    other.discard();
    assertThat(other.exists()).isFalse();
  }
}
