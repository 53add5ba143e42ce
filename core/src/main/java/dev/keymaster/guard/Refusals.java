package dev.keymaster.guard;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.policy.CallerKind;
import dev.keymaster.policy.Decision;
import dev.keymaster.policy.Request;
import dev.keymaster.policy.Usage;
import java.time.Duration;

/** What whoever is refused is told: what, why, and what to do about it. */
final class Refusals {
  private Refusals() {}

  static KeymasterException denied(Request request, Decision decision) {
    String where = decision.rule() == null ? "no line allows it" : "line " + decision.rule().line();
    String because = decision.because();
    return new KeymasterException(
        Code.DENIED,
        "the policy refuses " + request.shown() + " to " + who(request) + " (" + where + ")",
        because.isEmpty() ? "keymaster policy test explains it" : because);
  }

  private static String who(Request request) {
    return switch (request.kind()) {
      case PERSON -> "a person";
      case SCRIPT -> "a script";
      case AGENT -> "the coding agent " + request.caller().origin().agent();
      case STRANGER -> "a caller it does not know";
    };
  }

  static KeymasterException ended() {
    return new KeymasterException(
        Code.PROOF_NEEDED, "somebody ended this session", "keymaster unlock");
  }

  static KeymasterException proofNeeded(Request request) {
    return new KeymasterException(
        Code.PROOF_NEEDED,
        request.shown() + " needs the vault unlocked within the last 5 minutes, from this session",
        request.kind() == CallerKind.AGENT
            ? "a person has to do it, or to give a code: keymaster mfa; a key file or keychain"
                + " proves no person"
            : "keymaster unlock");
  }

  static KeymasterException codeNeeded(Request request) {
    return new KeymasterException(
        Code.CODE_NEEDED,
        request.shown() + " needs a code of your second factor",
        "--mfa-fd N gives it without asking, or in this terminal: keymaster mfa verify");
  }

  static KeymasterException frozen(Request request, Freeze freeze) {
    return new KeymasterException(
        Code.DENIED,
        request.shown() + " is refused: " + freeze.shown() + " are frozen since " + freeze.since(),
        "keymaster panic --end, with your second factor or passphrase");
  }

  static KeymasterException thawUnproven(boolean passphrase) {
    return passphrase
        ? new KeymasterException(
            Code.LOCKED,
            "the freeze ends with the passphrase of the vault",
            "keymaster panic --end")
        : new KeymasterException(
            Code.PROOF_NEEDED, "the vault has to be unlocked for this", "keymaster unlock");
  }

  static KeymasterException tooOften(Request request, Usage.Reached reached) {
    return new KeymasterException(
        Code.DENIED,
        request.shown() + " is refused: the policy says '" + reached.limit().text() + "'",
        "wait " + seconds(reached.patience()) + ", or change that line: keymaster policy edit");
  }

  static KeymasterException approvalNeeded(Request request, String id) {
    return new KeymasterException(
        Code.APPROVAL_NEEDED,
        request.shown() + " waits for a person to allow it",
        "in a terminal of your own: keymaster approve allow " + id + "; then run this again");
  }

  static KeymasterException wrongCode() {
    return new KeymasterException(
        Code.LOCKED,
        "that code is not right, or was used before",
        "wait for the next code; keymaster mfa status tells how many tries are left");
  }

  static KeymasterException lockedOut(Duration patience) {
    return new KeymasterException(
        Code.LOCKED,
        "too many wrong codes: none is looked at for " + seconds(patience),
        "wait, then try again with the newest code");
  }

  private static String seconds(Duration patience) {
    return Math.max(1, (patience.toMillis() + 999) / 1000) + " s";
  }
}
