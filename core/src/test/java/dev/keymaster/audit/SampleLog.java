package dev.keymaster.audit;

import dev.keymaster.crypto.DeviceSignature;
import dev.keymaster.model.SealedRows;
import dev.keymaster.testkit.MemoryRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A log of made-up events with its tiles and its checkpoint, in memory. */
final class SampleLog {
  static final String ORIGIN =
      "keymaster/00112233445566778899aabbccddeeff/0123456789abcdef0123456789abcdef";

  final MemoryRows store = new MemoryRows();
  private final DeviceSignature signer = DeviceSignature.taking(seed(1));
  private final List<byte[]> leaves = new ArrayList<>();
  private final Map<List<Long>, byte[]> tiles = new HashMap<>();
  private final TileWriter writer =
      new TileWriter((level, index, hashes) -> tiles.put(List.of((long) level, index), hashes));

  SampleLog(int size) {
    this(size, "");
  }

  /** Events differ by {@code flavour}, from the one with that number on. */
  SampleLog(int size, String flavour) {
    this(size, 0, flavour);
  }

  SampleLog(int size, int from, String flavour) {
    for (int i = 0; i < size; i++) {
      byte[] event = event(i, i < from ? "" : flavour);
      long number = i;
      store.write(out -> {
        out.appendEvent(number, event);
        return out;
      });
      leaves.add(MerkleFrontier.leaf(event));
      writer.append(leaves.getLast());
    }
    writer.flush();
    store.write(out -> {
      tiles.forEach((place, hashes) ->
          out.putTile(Math.toIntExact(place.getFirst()), place.getLast(), hashes));
      out.putPart(LogCheck.PART, note(size, 0).getBytes(StandardCharsets.UTF_8));
      return out;
    });
  }

  static byte[] event(long number, String flavour) {
    return ("event " + number + flavour + " ".repeat(80)).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] seed(int value) {
    byte[] seed = new byte[32];
    seed[0] = (byte) value;
    return seed;
  }

  List<byte[]> leaves() {
    return leaves;
  }

  LogTiles tiles() {
    return new LogTiles((level, index) -> tiles.get(List.of((long) level, index)));
  }

  VerifierKey key() {
    return new VerifierKey(ORIGIN, signer.publicKey());
  }

  Checkpoint checkpoint(int size, long pruned) {
    MerkleFrontier frontier = new MerkleFrontier();
    leaves.subList(0, size).forEach(frontier::append);
    return new Checkpoint(ORIGIN, size, frontier.root(), pruned);
  }

  String note(int size, long pruned) {
    return SignedNote.sign(checkpoint(size, pruned), signer.publicKey(), signer).text();
  }

  <T> T read(Function<SealedRows.Snapshot, T> body) {
    return store.read(body);
  }
}
