package dev.keymaster.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.keymaster.model.BugException;
import dev.keymaster.testkit.NaiveTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MerkleFrontierTests {
  /** The eight leaves of the test trees of the Certificate Transparency projects. */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  @Test
  void agrees_with_the_tree_of_the_rfc_for_every_size_up_to_300() {
    MerkleFrontier frontier = new MerkleFrontier();
    List<byte[]> leaves = new ArrayList<>();
    for (int size = 0; size <= 300; size++) {
      assertThat(frontier.root()).as("size %d", size).isEqualTo(NaiveTree.root(leaves));
      assertThat(frontier.size()).isEqualTo(size);
      byte[] leaf = MerkleFrontier.leaf(("leaf " + size).getBytes(StandardCharsets.UTF_8));
      frontier.append(leaf);
      leaves.add(leaf);
    }
  }

  @Test
  void a_stored_frontier_goes_on_where_it_was_left() {
    for (int stop = 0; stop <= 70; stop++) {
      MerkleFrontier before = new MerkleFrontier();
      List<byte[]> leaves = new ArrayList<>();
      append(before, leaves, stop);
      MerkleFrontier after = new MerkleFrontier(before.size(), before.roots());
      append(after, leaves, 70 - stop);
      assertThat(after.root()).as("stored at %d", stop).isEqualTo(NaiveTree.root(leaves));
    }
  }

  private static void append(MerkleFrontier frontier, List<byte[]> leaves, int count) {
    for (int i = 0; i < count; i++) {
      byte[] leaf = MerkleFrontier.leaf(("leaf " + leaves.size()).getBytes(StandardCharsets.UTF_8));
      frontier.append(leaf);
      leaves.add(leaf);
    }
  }

  @Test
  void the_published_roots_and_leaves_come_out() {
    MerkleFrontier frontier = new MerkleFrontier();
    List<byte[]> leaves = new ArrayList<>();
    Map<Long, byte[]> roots = new TreeMap<>();
    for (String content : LEAVES) {
      byte[] leaf = MerkleFrontier.leaf(HexFormat.of().parseHex(content));
      leaves.add(leaf);
      frontier.append(leaf);
      roots.put(frontier.size(), frontier.root());
    }
    for (int i = 0; i < 5; i++) {
      JsonObject inclusion = vector("inclusion/" + i + "/happy-path");
      assertThat(roots.get(inclusion.getLong("treeSize"))).isEqualTo(hash(inclusion, "root"));
      assertThat(leaves.get(inclusion.getInt("leafIdx"))).isEqualTo(hash(inclusion, "leafHash"));
      JsonObject growth = vector("consistency/" + i + "/happy-path");
      assertThat(roots.get(growth.getLong("size1"))).isEqualTo(hash(growth, "root1"));
      assertThat(roots.get(growth.getLong("size2"))).isEqualTo(hash(growth, "root2"));
    }
  }

  private static byte[] hash(JsonObject vector, String field) {
    return Base64.getDecoder().decode(vector.getString(field));
  }

  private static JsonObject vector(String name) {
    try (InputStream in =
        MerkleFrontierTests.class.getResourceAsStream("/vectors/merkle/" + name + ".json")) {
      return JsonParser.object().from(in);
    } catch (IOException | JsonParserException e) {
      throw new AssertionError(name, e);
    }
  }

  @Test
  void a_frontier_that_does_not_fit_its_size_is_our_mistake() {
    assertThatExceptionOfType(BugException.class)
        .isThrownBy(() -> new MerkleFrontier(3, List.of(new byte[32])));
  }
}
