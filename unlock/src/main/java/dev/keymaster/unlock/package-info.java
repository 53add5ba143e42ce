/**
 * Where the secret of an unlock slot comes from: a prompt, a key file, a variable, the keychain of
 * the operating system. One {@link dev.keymaster.model.RootKeySource} for each kind of slot.
 *
 * <p>Never here: a root key, a vault, a cipher, the process's own environment or terminal (the
 * composition root hands those in). Nothing that a file, a keychain or a message bus answers is
 * trusted. Start with {@link dev.keymaster.unlock.KeyFileSource}, then {@link
 * dev.keymaster.unlock.Keychain}.
 */
@NullMarked
package dev.keymaster.unlock;

import org.jspecify.annotations.NullMarked;
