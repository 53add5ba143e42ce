package dev.keymaster.model;

import java.util.Locale;

/** What can be recorded (decisions.md 16). The {@link #tag} is stored; tags are never reused. */
public enum EventKind implements Tagged {
  /** A value was shown or returned to a caller. */
  REVEAL(1),
  /** A value was put into the environment of a child process. */
  DELIVER(2),
  /** A key or a version was stored. */
  STORE(3),
  /** Details of a key were changed. */
  EDIT(4),
  /** An earlier version was made current again. */
  ROLLBACK(5),
  /** A key was removed, all its versions destroyed. */
  REMOVE(6),
  /** One version was destroyed. */
  DESTROY(7),
  /** The vault was created. */
  CREATE_VAULT(8),
  /** An unlock slot was added, removed or changed. */
  SLOT(9),
  /** Root key and account key were replaced. */
  REKEY(10),
  /** A backup was written. */
  BACKUP(11),
  /** A backup was read back. */
  RESTORE(12),
  /** Keys were imported from outside. */
  IMPORT(13),
  /** Keys left in clear. */
  EXPORT(14),
  /** Somebody was refused. */
  DENIED(15),
  /** An attempt to unlock failed. */
  UNLOCK_FAILED(16),
  /** The policy was changed. */
  POLICY(17),
  /** A session was proven anew, or ended by somebody. */
  SESSION(18),
  /** A second factor was enrolled, removed, or a code tried. */
  MFA(19),
  /** A request that waited for an answer was allowed or refused. */
  APPROVAL(20),
  /** Something was done more often than a limit says that only tells. */
  BURST(21),
  /** A value was sent to its provider, to ask whether it is good. */
  VERIFY(22),
  /** A provider was asked to make a key, and what came of it. */
  MINT(23),
  /** A key was rotated to another version, step by step. */
  ROTATE(24),
  /** A provider was asked to end a key, and what came of it. */
  REVOKE(25),
  /** The credential that manages keys at a provider was stored, forgotten or used. */
  PROVIDER(26),
  /** Old events were erased; their hashes stay. */
  PRUNE(30),
  /** A place where checkpoints are kept was added or removed, or could not be reached. */
  ANCHOR(31),
  /** An alert was set up, or could not be delivered. */
  ALERT(32),
  /** A key ends or is to be rotated, and needs a person for it. */
  DUE(33),
  /** A profile was made, changed or deleted. */
  PROFILE(34),
  /** Releases were frozen, or the freeze was ended. */
  FREEZE(40);

  private final int tag;

  EventKind(int tag) {
    this.tag = tag;
  }

  @Override
  public int tag() {
    return tag;
  }

  /** Returns the word that is shown: {@code create-vault}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
