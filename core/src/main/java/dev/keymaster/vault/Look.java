package dev.keymaster.vault;

/**
 * What a look into an open vault starts from.
 *
 * @param keys those of the vault now
 * @param vault its id, 16 bytes
 * @param header hash of the part {@code header} as it is stored
 * @param seen the highest state number that this machine has seen; -1 to take a file of any age
 * @param recall what is known from the looks before
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Look(Keyset keys, byte[] vault, byte[] header, long seen, Recall recall) {}
