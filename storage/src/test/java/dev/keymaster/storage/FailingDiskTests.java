package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * System calls on the vault's files that fail or kill the process: the state afterwards is the one
 * that was acknowledged, or that and the write that was under way. A sample of all calls; {@code
 * -Dkeymaster.faults.stride=1} runs every one.
 */
@SuppressWarnings("NullAway.Init") // set by JUnit
class FailingDiskTests {
  private static final int STRIDE = Integer.getInteger("keymaster.faults.stride", 13);
  private static final int WRITES = 3;

  @TempDir private Path directory;

  private TestVault vault;

  @BeforeEach
  void make() {
    vault = TestVault.in(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "fsync, signal=KILL, 7, 1",
    "pwrite64, signal=KILL, 47, 0",
    "unlink, signal=KILL, 2, 1",
    "fsync, error=EIO, 7, 1",
    "pwrite64, error=ENOSPC, 47, 0",
    "pwrite64, error=EIO, 47, 0",
    "openat, error=EMFILE, 5, 0",
    "fcntl, error=EIO, 78, 0"
  })
  void SG3_SG5_acknowledged_writes_survive_and_the_next_run_works(
      String call, String fault, int calls, int stride) throws IOException, InterruptedException {
    long count = 1;
    for (int n = 1; n <= calls; n += stride == 0 ? STRIDE : stride) {
      OtherProcess writer =
          OtherProcess.startUnder(strace("/dev/null", call, fault + ":when=" + n), writing());
      long acknowledged = writer.rest().stream().filter(l -> l.startsWith("wrote")).count();
      int exitCode = writer.exitCode();
      if (acknowledged < WRITES) {
        assertThat(exitCode).as("%s %s at %d", call, fault, n).isNotZero();
      }
      count = stateAfter(count + acknowledged);
    }
  }

  /** Opens and adds one; what was under way when the fault struck may be there or not. */
  private long stateAfter(long atLeast) {
    try (SqliteRows rows = vault.open()) {
      long now = TestVault.wholeState(rows);
      assertThat(now).isBetween(atLeast, atLeast + 1);
      assertThat(rows.write(Writer::addOne)).isEqualTo(now + 1);
      return now + 1;
    }
  }

  @Test
  void SG6_nothing_is_acknowledged_before_log_and_its_name_are_on_the_disk()
      throws IOException, InterruptedException {
    Path log = directory.resolve("strace.log");
    OtherProcess writer =
        OtherProcess.startUnder(
            List.of("strace", "-f", "-y", "-o", log.toString(), "-e", "trace=pwrite64,write,fsync"),
            writing());
    assertThat(writer.rest()).contains("wrote 4");
    assertThat(writer.exitCode()).isZero();
    assertThat(acknowledgements(Files.readAllLines(log))).isEqualTo(WRITES);
  }

  /** Follows what of the log is not yet on the disk; returns how many were acknowledged well. */
  private int acknowledgements(List<String> calls) {
    boolean unsynced = false;
    boolean namesSynced = false;
    int acknowledged = 0;
    Map<String, String> unfinished = new HashMap<>();
    for (String call : calls) {
      String done = completed(call, unfinished);
      unsynced |= call.contains(" pwrite64(") && call.contains("vault.db-wal>");
      if (done.contains(" fsync(") && done.contains("vault.db-wal>")) {
        unsynced = false;
      }
      namesSynced |= done.contains(" fsync(") && done.contains("/home>");
      if (call.contains("\"wrote ")) {
        assertThat(unsynced).as(call).isFalse();
        assertThat(namesSynced).as(call).isTrue();
        acknowledged++;
      }
    }
    return acknowledged;
  }

  private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. \\w+ resumed>.*");
  private static final Pattern STARTED = Pattern.compile("(\\d+) .* <unfinished \\.\\.\\.>");

  /** Returns the call that this line completes, or an empty text. */
  private static String completed(String line, Map<String, String> unfinished) {
    Matcher started = STARTED.matcher(line);
    if (started.matches()) {
      unfinished.put(started.group(1), line);
      return "";
    }
    Matcher resumed = RESUMED.matcher(line);
    return resumed.matches() ? unfinished.getOrDefault(resumed.group(1), "") : line;
  }

  private Object[] writing() {
    return new Object[] {vault.file(), "write", WRITES};
  }

  /** Only calls on the vault's own files are counted and tampered with. */
  private List<String> strace(String log, String call, String fault) {
    String file = vault.file().toString();
    return List.of(
        "strace",
        "-f",
        "-o",
        log,
        "-P",
        file,
        "-P",
        file + "-wal",
        "-P",
        file + "-shm",
        "-P",
        file + ".lock",
        "-P",
        vault.home().toString(),
        "-e",
        "trace=" + call,
        "-e",
        "inject=" + call + ":" + fault);
  }
}
