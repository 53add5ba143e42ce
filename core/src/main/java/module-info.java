/**
 * The engine: names and ports, cryptography, policy, the vault, and the guard that is the only way
 * into it.
 *
 * <p>{@code dev.keymaster.vault} is not exported: outside this module {@code guard} is all there
 * is.
 */
module dev.keymaster.core {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;
  requires org.bouncycastle.provider;

  exports dev.keymaster.model;
  exports dev.keymaster.alert;
  exports dev.keymaster.crypto;
  exports dev.keymaster.guard;
  exports dev.keymaster.audit;
  exports dev.keymaster.policy;
}
