package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException.Code;

/** That the vault is not as it was written: whoever wants to know is told, however it came out. */
final class Tampering {
  private Tampering() {}

  /** Raises the alarm and returns the exit code. */
  static int found(World world) {
    world.alarm("the vault was changed by somebody else: keymaster vault verify");
    return Code.CORRUPT.exitCode();
  }
}
