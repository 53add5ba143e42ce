package dev.keymaster.unlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.bus.PrivateBus;
import dev.keymaster.model.RootKeySource.Availability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same keychain behind an abstract socket, which only a child process reaches. */
final class SecretToolTests extends KeychainContract {
  @TempDir Path directory;
  private final PrivateBus bus = new PrivateBus();

  @Override
  Keychain open() throws Exception {
    if (!bus.started()) {
      bus.startAbstract(directory).withKeyring();
    }
    assertThat(Keychains.of("Linux", bus.variables(), Duration.ZERO))
        .isInstanceOf(SecretToolKeychain.class);
    return Keychains.of("Linux", bus.variables(), Duration.ZERO);
  }

  @Override
  Keychain locked() throws Exception {
    set(open(), ITEM, Slots.bytes());
    bus.lock();
    return Keychains.of("Linux", bus.variables(), Duration.ZERO);
  }

  @Override
  Keychain broken() {
    return new SecretToolKeychain("secret-tool", "unix:abstract=/nobody", Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    bus.close();
  }

  private Keychain program(String script) throws Exception {
    Path program = Files.writeString(directory.resolve("tool"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new SecretToolKeychain(program.toString(), "unix:abstract=x", Duration.ofMillis(300));
  }

  @Test
  void missing_program_is_absent_with_the_package_to_install() {
    Keychain keychain = new SecretToolKeychain("/no/such", "x", Duration.ofSeconds(1));
    assertThat(keychain.probe().availability()).isEqualTo(Availability.ABSENT);
    assertThat(keychain.probe().reason()).contains("apt-get install -y libsecret-tools");
    isLocked(() -> keychain.get(ITEM));
  }

  @Test
  void program_that_stalls_is_given_up() throws Exception {
    Keychain keychain = program("exec sleep 60");
    assertThatThrownBy(() -> keychain.get(ITEM)).hasMessageContaining("no answer in time");
    assertThat(keychain.probe().availability()).isEqualTo(Availability.BROKEN);
  }

  @Test
  void answer_that_is_not_a_key_is_refused() throws Exception {
    Keychain keychain = program("echo not a key");
    assertThatThrownBy(() -> keychain.get(ITEM)).hasMessageContaining("not what Keymaster wrote");
  }

  @Test
  void variables_of_this_process_do_not_reach_the_program() throws Exception {
    Keychain keychain = program("env > " + directory.resolve("env"));
    keychain.delete(ITEM);
    assertThat(Files.readAllLines(directory.resolve("env")))
        .contains("DBUS_SESSION_BUS_ADDRESS=unix:abstract=x")
        .noneMatch(line -> line.matches("(KEYMASTER|API_KEY|JAVA|MAVEN).*"));
  }
}
