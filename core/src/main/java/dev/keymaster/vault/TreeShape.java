package dev.keymaster.vault;

/** How the hash of a tile of the state tree is made of the hashes in it (docs/format.md §8). */
enum TreeShape {
  /** Two hashes under a node: the first vaults, which keep it. */
  PAIRS,

  /** All hashes of the tile under one node: four times less to hash. */
  TILES
}
