package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for secrets in memory finds them, else the tests that use it mean nothing. */
final class MemoryScanTests {
  @TempDir Path folder;

  @Test
  void SG21_the_scan_finds_a_planted_copy_in_every_form_and_across_its_chunks() throws IOException {
    byte[] needle = new byte[32];
    new Random(2).nextBytes(needle);
    String hex = HexFormat.of().formatHex(needle);
    MemoryScan scan = new MemoryScan(folder);
    String script = House.ROOT.resolve("checks/memory/plant.py").toString();
    Process plant = new ProcessBuilder("/usr/bin/python3", script).start();
    try {
      plant.getOutputStream().write((hex + "\n").getBytes(US_ASCII));
      plant.getOutputStream().flush();
      assertThat(plant.inputReader().readLine()).isEqualTo("planted");

      assertThat(MemoryScan.forms(scan, hex, plant.pid()))
          .hasSize(MemoryScan.FORMS)
          .allSatisfy(copies -> assertThat(copies).isPositive());
      scan.withSecret("planted", needle);
      assertThat(scan.copies(plant.pid())).containsKey("planted");
      assertThat(scan.copies("all")).as("all processes but the scan itself").isNotEmpty();
      String other = HexFormat.of().formatHex(new byte[] {9, 8, 7, 6, 5, 4, 3, 2, 1}).repeat(2);
      assertThat(MemoryScan.forms(scan, other, plant.pid())).containsOnly(0);
    } finally {
      plant.destroyForcibly();
    }
  }

  @Test
  void SG21_half_a_copy_is_found() throws IOException {
    MemoryScan scan = new MemoryScan(folder);
    scan.withSecret("half", "0123456789abcdef-and-the-end-of-it".getBytes(US_ASCII));
    Process cat =
        new ProcessBuilder(List.of("/usr/bin/python3", "-c", "x = input(); print(1); input()"))
            .start();
    try {
      cat.getOutputStream().write("..0123456789abcdef..\n".getBytes(US_ASCII));
      cat.getOutputStream().flush();
      assertThat(cat.inputReader().readLine()).isEqualTo("1");
      assertThat(scan.copies(cat.pid())).containsOnlyKeys("half");
    } finally {
      cat.destroyForcibly();
    }
  }
}
