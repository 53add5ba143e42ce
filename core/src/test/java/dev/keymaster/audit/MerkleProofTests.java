package dev.keymaster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.keymaster.testkit.NaiveTree;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SG1: the 196 published cases of the Certificate Transparency projects, none left out. */
class MerkleProofTests {
  private record Case(String kind, Path file, JsonObject content) {
    String sort() {
      String name = file.getFileName().toString().replaceFirst("\\.json$", "");
      String folder = Objects.requireNonNull(file.getParent()).toString();
      return folder.contains("additional")
          ? "additional"
          : name.replaceFirst("(-?(XOR|plus|sub|div|mul))?[-@\\[]+[0-9].*$", "");
    }

    boolean holds() {
      return kind.equals("inclusion")
          ? MerkleProof.includes(
              content.getLong("leafIdx"),
              content.getLong("treeSize"),
              bytes("leafHash"),
              proof(),
              bytes("root"))
          : MerkleProof.consistent(
              content.getLong("size1"),
              bytes("root1"),
              content.getLong("size2"),
              bytes("root2"),
              proof());
    }

    private byte[] bytes(String field) {
      String text = content.getString(field);
      return text == null ? new byte[0] : Base64.getDecoder().decode(text);
    }

    private List<byte[]> proof() {
      JsonArray proof = content.getArray("proof");
      return proof == null
          ? List.of()
          : proof.stream().map(hash -> Base64.getDecoder().decode((String) hash)).toList();
    }
  }

  private static List<Case> cases(String kind) throws IOException, URISyntaxException {
    var folder = Objects.requireNonNull(MerkleProofTests.class.getResource("/vectors/merkle"));
    try (Stream<Path> files = Files.walk(Path.of(folder.toURI()).resolve(kind))) {
      List<Case> cases = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        cases.add(new Case(kind, file, JsonParser.object().from(Files.readString(file))));
      }
      return cases;
    } catch (JsonParserException e) {
      throw new AssertionError(kind, e);
    }
  }

  private static Map<String, Integer> outcomes(String kind) throws Exception {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Case each : cases(kind)) {
      assertThat(each.holds())
          .as("%s", each.file())
          .isEqualTo(!each.content().getBoolean("wantErr"));
      outcomes.merge(each.sort() + (each.holds() ? " holds" : " refused"), 1, Integer::sum);
    }
    return outcomes;
  }

  @Test
  void SU1_every_published_inclusion_proof_is_judged_as_published() throws Exception {
    assertThat(outcomes("inclusion"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("additional refused", 12),
                Map.entry("empty-leaf refused", 1),
                Map.entry("empty-root refused", 6),
                Map.entry("empty-root-and-leaf refused", 1),
                Map.entry("happy-path holds", 5),
                Map.entry("inserted-component refused", 3),
                Map.entry("leafIdx refused", 15),
                Map.entry("matching-root-and-leaf holds", 1),
                Map.entry("modified-proof refused", 10),
                Map.entry("preceding-garbage refused", 5),
                Map.entry("preceding-root refused", 5),
                Map.entry("random-root refused", 5),
                Map.entry("removed-component refused", 4),
                Map.entry("trailing-garbage refused", 5),
                Map.entry("trailing-root refused", 5),
                Map.entry("treeSize refused", 10),
                Map.entry("wrong-leaf refused", 5)));
  }

  @Test
  void SU1_every_published_consistency_proof_is_judged_as_published() throws Exception {
    assertThat(outcomes("consistency"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("additional holds", 1),
                Map.entry("additional refused", 13),
                Map.entry("empty-proof refused", 4),
                Map.entry("happy-path holds", 5),
                Map.entry("modified-proof refused", 11),
                Map.entry("preceding-garbage refused", 4),
                Map.entry("preceding-proof refused", 4),
                Map.entry("preceding-root1 refused", 4),
                Map.entry("preceding-root2 refused", 4),
                Map.entry("size1 refused", 12),
                Map.entry("size2 refused", 8),
                Map.entry("swapped-roots refused", 4),
                Map.entry("trailing-garbage refused", 4),
                Map.entry("trailing-root1 refused", 4),
                Map.entry("trailing-root2 refused", 4),
                Map.entry("truncated-proof refused", 4),
                Map.entry("wrong-root1 refused", 4),
                Map.entry("wrong-root2 refused", 4)));
  }

  @Test
  void proofs_of_every_leaf_of_every_small_tree_hold_and_no_other() {
    for (int size = 1; size <= 70; size++) {
      SampleLog log = new SampleLog(size);
      byte[] root = NaiveTree.root(log.leaves());
      for (int i = 0; i < size; i++) {
        List<byte[]> proof = log.tiles().inclusion(i, size);
        byte[] leaf = log.leaves().get(i);
        assertThat(MerkleProof.includes(i, size, leaf, proof, root)).isTrue();
        assertThat(MerkleProof.includes((i + 1) % (size + 1), size, leaf, proof, root)).isFalse();
        assertThat(MerkleProof.includes(i, size, new byte[32], proof, root)).isFalse();
      }
    }
  }

  @Test
  void proofs_that_a_log_began_with_another_hold_for_every_pair_of_sizes() {
    SampleLog log = new SampleLog(140);
    for (int size = 1; size <= 140; size += size < 70 ? 1 : 7) {
      byte[] root = NaiveTree.root(log.leaves().subList(0, size));
      for (int from = 1; from <= size; from++) {
        byte[] older = NaiveTree.root(log.leaves().subList(0, from));
        List<byte[]> proof = log.tiles().consistency(from, size);
        assertThat(MerkleProof.consistent(from, older, size, root, proof)).isTrue();
        assertThat(MerkleProof.consistent(from, new byte[32], size, root, proof)).isFalse();
        assertThat(MerkleProof.consistent(from, older, size, new byte[32], proof)).isFalse();
      }
    }
  }
}
