package dev.keymaster.cli;

import dev.keymaster.model.BugException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All verbs: how they are called, what they are for, which class does them. */
final class Verbs {
  /** The headings of the help page, in its order. */
  enum Group {
    EVERYDAY("Everyday"),
    LIFECYCLE("Lifecycle"),
    ORGANISE("Organise"),
    VAULT("Vault"),
    ACCESS("Access"),
    WATCH("Watch"),
    OTHER("Other");

    final String title;

    Group(String title) {
      this.title = title;
    }
  }

  /**
   * A verb's entry.
   *
   * @param name one to three words, such as {@code vault slots list}
   * @param summary one line for the help page
   * @param aliases other names for the same, often none
   */
  record Entry(String name, Group group, String summary, List<String> aliases) {
    Entry(String name, Group group, String summary, String... aliases) {
      this(name, group, summary, List.of(aliases));
    }

    Stream<String> names() {
      return Stream.concat(Stream.of(name), aliases.stream());
    }
  }

  static final List<Entry> ALL =
      List.of(
          new Entry("init", Group.EVERYDAY, "set up what is missing: vault, then project"),
          new Entry("add", Group.EVERYDAY, "store a key", "store"),
          new Entry("get", Group.EVERYDAY, "print the value of a key"),
          new Entry("ls", Group.EVERYDAY, "list keys, without their values", "list"),
          new Entry("show", Group.EVERYDAY, "show what is known about a key"),
          new Entry("edit", Group.EVERYDAY, "change a key or store a new version of it"),
          new Entry("remove", Group.EVERYDAY, "remove keys", "delete", "rm"),
          new Entry("run", Group.EVERYDAY, "start a program with its keys"),
          new Entry("inject", Group.EVERYDAY, "fill a template with keys, in clear"),
          new Entry("use", Group.EVERYDAY, "take a key into this project"),
          new Entry("env", Group.EVERYDAY, "show or switch the environment"),
          new Entry("shell-hook", Group.EVERYDAY, "have a shell follow the projects it enters"),
          new Entry("trust", Group.EVERYDAY, "follow this project's keymaster.yaml"),
          new Entry("history", Group.LIFECYCLE, "list the versions of a key"),
          new Entry("rotate", Group.LIFECYCLE, "replace keys by new ones, at the provider too"),
          new Entry("check-expiry", Group.LIFECYCLE, "tell which keys end or are to be rotated"),
          new Entry("usage", Group.LIFECYCLE, "show what keys used that a provider made"),
          new Entry("rollback", Group.LIFECYCLE, "make an earlier version current again"),
          new Entry("panic", Group.LIFECYCLE, "freeze the vault, and stop keys everywhere"),
          new Entry("reconcile", Group.LIFECYCLE, "hold the lists of providers against the vault"),
          new Entry("where", Group.LIFECYCLE, "list who ever got a key"),
          new Entry("verify", Group.LIFECYCLE, "ask the provider whether a key is good"),
          new Entry(
              "providers list", Group.LIFECYCLE, "list the providers that are known", "providers"),
          new Entry("providers show", Group.LIFECYCLE, "show what is known about a provider"),
          new Entry("providers add", Group.LIFECYCLE, "describe a provider of your own"),
          new Entry("providers login", Group.LIFECYCLE, "let Keymaster manage keys at a provider"),
          new Entry("providers logout", Group.LIFECYCLE, "let it manage keys there no more"),
          new Entry("dotenv write", Group.ORGANISE, "write keys into a .env file, in clear"),
          new Entry("dotenv check", Group.ORGANISE, "tell what a .env file would change"),
          new Entry("dotenv watch", Group.ORGANISE, "keep that up to date until interrupted"),
          new Entry("dotenv mount", Group.ORGANISE, "serve it through a pipe, so that no file is"),
          new Entry("setup", Group.ORGANISE, "store the key of a provider, step by step"),
          new Entry("profile create", Group.ORGANISE, "make a named set of keys"),
          new Entry("profile add-key", Group.ORGANISE, "add a key to a profile"),
          new Entry("profile remove-key", Group.ORGANISE, "take a key out of a profile"),
          new Entry("profile show", Group.ORGANISE, "show a profile"),
          new Entry("profile list", Group.ORGANISE, "list profiles"),
          new Entry("profile load", Group.ORGANISE, "print a profile's variables for a shell"),
          new Entry("profile delete", Group.ORGANISE, "forget a profile, not its keys"),
          new Entry("export", Group.ORGANISE, "write keys for another vault or program"),
          new Entry("import", Group.ORGANISE, "store keys from files of other programs"),
          new Entry("config get", Group.ORGANISE, "print a setting"),
          new Entry("config set", Group.ORGANISE, "change a setting"),
          new Entry("config unset", Group.ORGANISE, "take a setting back"),
          new Entry("config list", Group.ORGANISE, "list settings and who set them"),
          new Entry("config edit", Group.ORGANISE, "open the settings in an editor"),
          new Entry("config schema", Group.ORGANISE, "print the JSON Schema of keymaster.yaml"),
          new Entry("keys store", Group.ORGANISE, "store the key of a user at a service"),
          new Entry("keys list", Group.ORGANISE, "list keys of users", "keys"),
          new Entry("keys show", Group.ORGANISE, "show what is known of a user's key"),
          new Entry("keys deactivate", Group.ORGANISE, "hand a user's key out no more"),
          new Entry("vault init", Group.VAULT, "make the vault"),
          new Entry("vault status", Group.VAULT, "tell where it is and how it unlocks"),
          new Entry("vault slots list", Group.VAULT, "list the ways to unlock it", "vault slots"),
          new Entry("vault slots add", Group.VAULT, "add a way to unlock it"),
          new Entry("vault slots remove", Group.VAULT, "remove a way to unlock it"),
          new Entry("vault passwd", Group.VAULT, "change a passphrase"),
          new Entry("vault rekey", Group.VAULT, "replace all keys that seal it"),
          new Entry("vault verify", Group.VAULT, "check everything in it"),
          new Entry("vault backup", Group.VAULT, "write an encrypted backup"),
          new Entry("vault restore", Group.VAULT, "bring keys back from a backup"),
          new Entry("vault accept-older", Group.VAULT, "accept a file that is older than known"),
          new Entry("unlock", Group.VAULT, "open the vault until it locks"),
          new Entry("lock", Group.VAULT, "end the agent, so that nothing is open any more"),
          new Entry("agent start", Group.VAULT, "start the process that holds the vault open"),
          new Entry("agent stop", Group.VAULT, "end it, as lock does"),
          new Entry("agent status", Group.VAULT, "tell whether it runs and when it locks", "agent"),
          new Entry("agent serve", Group.VAULT, "be that process, for service managers"),
          new Entry("doctor", Group.VAULT, "look for what is wrong, and say what mends it"),
          new Entry("mfa status", Group.ACCESS, "tell about second factors", "mfa"),
          new Entry("mfa enroll", Group.ACCESS, "add a second factor"),
          new Entry("mfa verify", Group.ACCESS, "give a code for this terminal"),
          new Entry("mfa remove", Group.ACCESS, "remove a second factor"),
          new Entry("mfa recovery", Group.ACCESS, "make new recovery codes"),
          new Entry("policy show", Group.ACCESS, "print who may do what", "policy"),
          new Entry("policy edit", Group.ACCESS, "change who may do what"),
          new Entry("policy test", Group.ACCESS, "tell what the policy says, and why"),
          new Entry("role list", Group.ACCESS, "list roles and who has them", "role"),
          new Entry("role show", Group.ACCESS, "show what a role allows"),
          new Entry("role add", Group.ACCESS, "add a role"),
          new Entry("role remove", Group.ACCESS, "remove a role"),
          new Entry("role assign", Group.ACCESS, "give a role to somebody"),
          new Entry("session list", Group.ACCESS, "list who uses the open vault", "session"),
          new Entry("session revoke", Group.ACCESS, "end a session"),
          new Entry("approve list", Group.ACCESS, "list requests that wait for you", "approve"),
          new Entry("approve allow", Group.ACCESS, "allow a request that waits"),
          new Entry("approve deny", Group.ACCESS, "refuse a request that waits"),
          new Entry("audit", Group.WATCH, "show who did what, newest last", "audit show"),
          new Entry("alert list", Group.WATCH, "list who is told of what", "alert"),
          new Entry("alert add", Group.WATCH, "have somebody told of events"),
          new Entry("alert remove", Group.WATCH, "have nobody told any more"),
          new Entry("alert test", Group.WATCH, "send a sample"),
          new Entry("scan", Group.WATCH, "look for keys where they should not be"),
          new Entry("scan fix", Group.WATCH, "rotate and revoke the keys that a scan finds"),
          new Entry("scan install", Group.WATCH, "have git scan each commit before it is made"),
          new Entry("report access", Group.WATCH, "show who used which keys, and how often"),
          new Entry("report rotation", Group.WATCH, "show how old keys are and how rotations went"),
          new Entry("audit tail", Group.WATCH, "print events as they happen"),
          new Entry("audit verify", Group.WATCH, "check the log, without any secret"),
          new Entry("audit prove", Group.WATCH, "prove that an event is in the log"),
          new Entry("audit export", Group.WATCH, "print events for other programs"),
          new Entry("audit key", Group.WATCH, "print the key that checks the log"),
          new Entry("audit checkpoint", Group.WATCH, "print what the log is now, signed"),
          new Entry("audit prune", Group.WATCH, "erase events that are old enough"),
          new Entry("mcp", Group.OTHER, "serve coding agents, which get no value"),
          new Entry("ide detect", Group.OTHER, "list editors and coding agents"),
          new Entry("ide setup", Group.OTHER, "give them keys, and keep them from .env files"),
          new Entry("completion", Group.OTHER, "print a completion script for a shell"),
          new Entry("tour", Group.OTHER, "see what Keymaster does, in a throw-away home"),
          new Entry("help", Group.OTHER, "show how a command is used"),
          new Entry("version", Group.OTHER, "print the version"));

  private Verbs() {}

  /** Makes the verb of that name, which is an entry's name and not an alias. */
  static Verb make(String name) {
    return switch (name) {
      case "add" -> new AddVerb();
      case "agent serve" -> new AgentServeVerb();
      case "agent start" -> new AgentStartVerb();
      case "agent status" -> new AgentStatusVerb();
      case "agent stop", "lock" -> new LockVerb();
      case "approve allow" -> new ApproveAllowVerb();
      case "approve deny" -> new ApproveDenyVerb();
      case "approve list" -> new ApproveListVerb();
      case "alert add" -> new AlertAddVerb();
      case "alert list" -> new AlertListVerb();
      case "alert remove" -> new AlertRemoveVerb();
      case "alert test" -> new AlertTestVerb();
      case "audit" -> new AuditVerb();
      case "audit checkpoint" -> new AuditCheckpointVerb();
      case "audit export" -> new AuditExportVerb();
      case "audit key" -> new AuditKeyVerb();
      case "audit prove" -> new AuditProveVerb();
      case "audit prune" -> new AuditPruneVerb();
      case "audit tail" -> new AuditTailVerb();
      case "audit verify" -> new AuditVerifyVerb();
      case "check-expiry" -> new CheckExpiryVerb();
      case "completion" -> new CompletionVerb();
      case "config edit" -> new ConfigEditVerb();
      case "config get" -> new ConfigGetVerb();
      case "config list" -> new ConfigListVerb();
      case "config schema" -> new ConfigSchemaVerb();
      case "config set" -> new ConfigSetVerb();
      case "config unset" -> new ConfigUnsetVerb();
      case "doctor" -> new DoctorVerb();
      case "dotenv check" -> new DotenvCheckVerb();
      case "dotenv mount" -> new DotenvMountVerb();
      case "dotenv watch" -> new DotenvWatchVerb();
      case "dotenv write" -> new DotenvWriteVerb();
      case "edit" -> new EditVerb();
      case "env" -> new EnvVerb();
      case "export" -> new ExportVerb();
      case "get" -> new GetVerb();
      case "history" -> new HistoryVerb();
      case "ide detect" -> new IdeDetectVerb();
      case "ide setup" -> new IdeSetupVerb();
      case "import" -> new ImportVerb();
      case "init" -> new InitVerb();
      case "inject" -> new InjectVerb();
      case "keys deactivate" -> new KeysDeactivateVerb();
      case "keys list" -> new KeysListVerb();
      case "keys show" -> new KeysShowVerb();
      case "keys store" -> new KeysStoreVerb();
      case "ls" -> new ListVerb();
      case "help" -> new HelpVerb();
      case "mcp" -> new McpVerb();
      case "mfa enroll" -> new MfaEnrollVerb();
      case "mfa recovery" -> new MfaRecoveryVerb();
      case "mfa remove" -> new MfaRemoveVerb();
      case "mfa status" -> new MfaStatusVerb();
      case "mfa verify" -> new MfaVerifyVerb();
      case "panic" -> new PanicVerb();
      case "policy edit" -> new PolicyEditVerb();
      case "policy show" -> new PolicyShowVerb();
      case "policy test" -> new PolicyTestVerb();
      case "profile add-key" -> new ProfileAddKeyVerb();
      case "profile create" -> new ProfileCreateVerb();
      case "profile delete" -> new ProfileDeleteVerb();
      case "profile list" -> new ProfileListVerb();
      case "profile load" -> new ProfileLoadVerb();
      case "profile remove-key" -> new ProfileRemoveKeyVerb();
      case "profile show" -> new ProfileShowVerb();
      case "providers add" -> new ProvidersAddVerb();
      case "providers login" -> new ProvidersLoginVerb();
      case "providers logout" -> new ProvidersLogoutVerb();
      case "rotate" -> new RotateVerb();
      case "usage" -> new UsageVerb();
      case "providers list" -> new ProvidersListVerb();
      case "providers show" -> new ProvidersShowVerb();
      case "reconcile" -> new ReconcileVerb();
      case "remove" -> new RemoveVerb();
      case "report access" -> new ReportAccessVerb();
      case "report rotation" -> new ReportRotationVerb();
      case "role add" -> new RoleAddVerb();
      case "role assign" -> new RoleAssignVerb();
      case "role list" -> new RoleListVerb();
      case "role remove" -> new RoleRemoveVerb();
      case "role show" -> new RoleShowVerb();
      case "rollback" -> new RollbackVerb();
      case "run" -> new RunVerb();
      case "scan" -> new ScanVerb();
      case "scan fix" -> new ScanFixVerb();
      case "scan install" -> new ScanInstallVerb();
      case "session list" -> new SessionListVerb();
      case "session revoke" -> new SessionRevokeVerb();
      case "setup" -> new SetupVerb();
      case "shell-hook" -> new ShellHookVerb();
      case "show" -> new ShowVerb();
      case "tour" -> new TourVerb();
      case "trust" -> new TrustVerb();
      case "unlock" -> new UnlockVerb();
      case "use" -> new UseVerb();
      case "vault accept-older" -> new VaultAcceptOlderVerb();
      case "vault backup" -> new VaultBackupVerb();
      case "vault init" -> new VaultInitVerb();
      case "vault passwd" -> new VaultPasswdVerb();
      case "vault rekey" -> new VaultRekeyVerb();
      case "vault restore" -> new VaultRestoreVerb();
      case "vault slots add" -> new VaultSlotsAddVerb();
      case "vault slots list" -> new VaultSlotsListVerb();
      case "vault slots remove" -> new VaultSlotsRemoveVerb();
      case "vault status" -> new VaultStatusVerb();
      case "vault verify" -> new VaultVerifyVerb();
      case "verify" -> new VerifyVerb();
      case "version" -> new VersionVerb();
      case "where" -> new WhereVerb();
      default -> throw new BugException("no class for the verb " + name);
    };
  }

  /** Finds the entry of exactly this name or alias. */
  static Optional<Entry> find(String name) {
    return ALL.stream().filter(entry -> entry.names().anyMatch(name::equals)).findFirst();
  }

  /** Returns the entries whose names begin with these words: {@code vault slots}. */
  static List<Entry> under(String words) {
    return ALL.stream()
        .filter(entry -> entry.names().anyMatch(name -> name.startsWith(words + " ")))
        .toList();
  }
}
