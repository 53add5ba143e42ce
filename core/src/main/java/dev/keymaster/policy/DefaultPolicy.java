package dev.keymaster.policy;

/** The policy of a vault that has none of its own. */
public final class DefaultPolicy {
  /** As a person reads it. */
  public static final String TEXT =
      """
      # Who may do what with this vault. Change it with: keymaster policy edit
      # The lines at the margin are read from the top; the first that fits a request
      # decides it. Where none fits, the roles of the caller count; else the answer is no.

      role viewer
        allow list, show, audit, usage
      role user is viewer
        allow reveal, deliver, verify
      role operator is user
        allow store, edit, rollback, destroy, remove, restore, rotate, revoke
      role admin is operator
        allow backup, export, slots, rekey, policy, mfa, session, approve, mint, provider
        allow panic, thaw

      give admin to person, script
      give operator to agent

      deny reveal for agent because "keymaster run -- COMMAND"
      deny export for agent
      ask mint for agent

      step-up reveal, deliver, store, edit, rollback, destroy, remove in prod*
      step-up mint, rotate, revoke in prod*
      step-up backup, restore, export, slots, rekey, policy, mfa, session, approve

      limit reveal in prod* to 10 a minute
      limit reveal for agent to 10 a minute
      limit reveal to 600 a minute, then alert
      limit deliver to 120 a minute each program
      limit store, edit, rollback, destroy, remove, restore to 30 a minute

      rotate every 90d
      """;

  private DefaultPolicy() {}

  /** Returns it, read anew. */
  public static Policy policy() {
    return PolicyText.parse(TEXT);
  }
}
