package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds checks/bad-inputs.tsv against the tests that exist: no item is left without an owner. */
class BadInputTableTests {
  private static final Set<String> CAPABILITIES =
      Set.of("providers", "workflow", "sync", "KMS", "proxy", "server");

  private record Item(String id, String where) {}

  private static List<Item> items() throws IOException {
    return Files.readAllLines(House.ROOT.resolve("checks/bad-inputs.tsv")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", -1))
        .map(columns -> new Item(columns[0], columns[2]))
        .toList();
  }

  @Test
  void all_110_items_are_listed_once_and_in_order() throws IOException {
    assertThat(items())
        .extracting(Item::id)
        .isEqualTo(IntStream.rangeClosed(1, 110).mapToObj(number -> "S" + number).toList());
  }

  @Test
  void every_item_names_a_test_that_exists_or_the_capability_that_will_own_it() throws IOException {
    for (Item item : items()) {
      if (item.where().startsWith("capability:")) {
        assertThat(item.where().substring("capability:".length())).isIn(CAPABILITIES);
      } else {
        String[] test = item.where().split("#", 2);
        assertThat(Files.readString(source(test[0])))
            .as("%s: %s", item.id(), item.where())
            .contains("void " + test[1]);
      }
    }
  }

  private static Path source(String type) throws IOException {
    try (Stream<Path> files = Files.walk(House.ROOT)) {
      return files
          .filter(file -> file.endsWith(type + ".java"))
          .filter(file -> file.toString().contains("/src/test/java/"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no test class " + type));
    }
  }
}
