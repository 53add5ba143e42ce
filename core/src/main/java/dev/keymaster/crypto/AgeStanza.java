package dev.keymaster.crypto;

import java.util.List;

/**
 * One wrapped file key in the head of an age file.
 *
 * @param type such as {@code X25519}
 * @param arguments as its type has them
 * @param body the wrapped key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AgeStanza(String type, List<String> arguments, byte[] body) {}
