package dev.keymaster.vault;

import dev.keymaster.crypto.Fields;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;

/** The contexts and locators of docs/format.md §5–§9: where each envelope belongs. */
final class Places {
  private Places() {}

  static byte[] keyset(byte[] vault, int rootGeneration) {
    return new Fields().bytes(1, vault).u32(2, rootGeneration).encoded();
  }

  static byte[] head(byte[] vault, int generation) {
    return new Fields().bytes(1, vault).u32(2, generation).encoded();
  }

  static byte[] beside(byte[] vault, int generation) {
    return head(vault, generation);
  }

  static byte[] key(byte[] vault, EnvironmentName environment, KeyName name, int generation) {
    return new Fields()
        .bytes(1, vault)
        .text(2, environment.value())
        .text(3, name.folded())
        .u32(4, generation)
        .encoded();
  }

  static byte[] value(byte[] vault, KeyEntry entry, VersionEntry version) {
    return new Fields()
        .bytes(1, vault)
        .bytes(2, entry.id())
        .text(3, entry.record().environment().value())
        .text(4, entry.record().name().value())
        .u32(5, version.number())
        .u32(6, version.generation())
        .bytes(7, version.device())
        .bytes(8, version.previous())
        .encoded();
  }

  static byte[] secret(byte[] vault, KeyEntry entry, int version, int generation) {
    return new Fields()
        .bytes(1, vault)
        .bytes(2, entry.id())
        .text(3, entry.record().environment().value())
        .text(4, entry.record().name().value())
        .u32(5, version)
        .u32(6, generation)
        .encoded();
  }

  static byte[] segment(byte[] vault, int segment, int generation) {
    return new Fields().bytes(1, vault).u32(2, segment).u32(3, generation).encoded();
  }

  static byte[] document(byte[] vault, String name, int generation) {
    return new Fields().bytes(1, vault).text(2, name).u32(3, generation).encoded();
  }

  static byte[] event(byte[] vault, long number) {
    return new Fields().bytes(1, vault).u64(2, number).encoded();
  }

  static byte[] mac(byte[] vault, long number, byte[] envelope) {
    return new Fields().bytes(1, vault).u64(2, number).bytes(3, envelope).encoded();
  }

  static byte[] keyLocator(EnvironmentName environment, KeyName name) {
    return new Fields()
        .text(1, "key")
        .text(2, environment.value())
        .text(3, name.folded())
        .encoded();
  }

  static byte[] versionLocator(RowKind kind, byte[] record, int version) {
    String word = kind == RowKind.VALUE ? "value" : "secret";
    return new Fields().text(1, word).bytes(2, record).u32(3, version).encoded();
  }

  static byte[] segmentLocator(int segment) {
    return new Fields().text(1, "segment").u32(2, segment).encoded();
  }

  static byte[] documentLocator(String name) {
    return new Fields().text(1, "document").text(2, name).encoded();
  }
}
