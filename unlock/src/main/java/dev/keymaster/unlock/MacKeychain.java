package dev.keymaster.unlock;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keychain of macOS: generic passwords in the login keychain, by SecItemAdd and its sisters of
 * the Security framework.
 *
 * <p><b>Experimental:</b> written from the documentation; run against a model of the frameworks,
 * not yet on a Mac. {@link KeychainCheck} proves it there. An item trusts the program that made it
 * (here the Java runtime that runs Keymaster) and no other: macOS asks a person before another
 * program reads it. The data protection keychain and its accessibility classes need entitlements
 * that a program without a provisioning profile cannot have. Thread-safe.
 */
final class MacKeychain implements Keychain {
  private static final int NOT_FOUND = -25300;
  private static final int DUPLICATE = -25299;
  private static final int INTERACTION_NOT_ALLOWED = -25308;
  private static final int USER_CANCELED = -128;
  private static final int AUTH_FAILED = -25293;
  private static final int UNLOCKED = 1;

  private final CoreFoundation core;
  private final NativeLibrary security;
  private final MethodHandle add;
  private final MethodHandle copyMatching;
  private final MethodHandle update;
  private final MethodHandle delete;

  /**
   * Loads the frameworks of this machine.
   *
   * @param prompting whether macOS may ask a person to unlock the keychain
   */
  static MacKeychain ofThisMachine(boolean prompting) {
    return new MacKeychain(framework("CoreFoundation").or(framework("Security")), prompting);
  }

  private static SymbolLookup framework(String name) {
    String path = "/System/Library/Frameworks/" + name + ".framework/" + name;
    return SymbolLookup.libraryLookup(path, Arena.global());
  }

  MacKeychain(SymbolLookup frameworks, boolean prompting) {
    this.security = new NativeLibrary(frameworks);
    this.core = new CoreFoundation(security);
    this.add = security.function("SecItemAdd", JAVA_INT, ADDRESS, ADDRESS);
    this.copyMatching = security.function("SecItemCopyMatching", JAVA_INT, ADDRESS, ADDRESS);
    this.update = security.function("SecItemUpdate", JAVA_INT, ADDRESS, ADDRESS);
    this.delete = security.function("SecItemDelete", JAVA_INT, ADDRESS);
    if (!prompting) {
      MethodHandle allow =
          security.function("SecKeychainSetUserInteractionAllowed", JAVA_INT, JAVA_BYTE);
      NativeLibrary.call(allow, (byte) 0);
    }
  }

  @Override
  public Probe probe() {
    MethodHandle status = security.function("SecKeychainGetStatus", JAVA_INT, ADDRESS, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bits = arena.allocate(JAVA_INT);
      int error = NativeLibrary.callInt(status, MemorySegment.NULL, bits);
      if (error != 0) {
        return new Probe(Availability.BROKEN, "the keychain is broken: error " + error);
      }
      return (bits.get(JAVA_INT, 0) & UNLOCKED) != 0
          ? new Probe(Availability.READY, "")
          : new Probe(Availability.INTERACTIVE, "the keychain is locked");
    }
  }

  @Override
  public Optional<Secret> get(KeychainItem item) {
    try (CoreFoundation.Scope scope = core.scope()) {
      MemorySegment query = query(scope, item);
      scope.put(query, constant("kSecReturnData"), constant("kCFBooleanTrue"));
      scope.put(query, constant("kSecMatchLimit"), constant("kSecMatchLimitOne"));
      MemorySegment result = scope.arena().allocate(ADDRESS);
      int status = NativeLibrary.callInt(copyMatching, query, result);
      if (status == NOT_FOUND) {
        return Optional.empty();
      }
      check(status);
      byte[] bytes = scope.bytes(scope.own(result.get(ADDRESS, 0)));
      if (bytes.length == 0) {
        throw KeychainFailure.foreign(item);
      }
      return Optional.of(Secret.taking(bytes));
    }
  }

  @Override
  @RevealsSecret("hands the bytes to the keychain")
  public void set(KeychainItem item, Secret secret) {
    byte[] bytes = secret.reveal();
    try (CoreFoundation.Scope scope = core.scope()) {
      MemorySegment value = scope.data(bytes);
      MemorySegment query = query(scope, item);
      MemorySegment fresh = query(scope, item);
      scope.put(fresh, constant("kSecAttrLabel"), scope.string(item.title()));
      scope.put(fresh, constant("kSecAttrAccess"), onlyThisProgram(scope, item));
      scope.put(fresh, constant("kSecValueData"), value);
      int status = NativeLibrary.callInt(add, fresh, MemorySegment.NULL);
      if (status == DUPLICATE) {
        MemorySegment changes = scope.dictionary();
        scope.put(changes, constant("kSecValueData"), value);
        status = NativeLibrary.callInt(update, query, changes);
      }
      check(status);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** A null list of trusted programs means: the calling program alone. */
  private MemorySegment onlyThisProgram(CoreFoundation.Scope scope, KeychainItem item) {
    MethodHandle create = security.function("SecAccessCreate", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    MemorySegment access = scope.arena().allocate(ADDRESS);
    MemorySegment title = scope.string(item.title());
    check(NativeLibrary.callInt(create, title, MemorySegment.NULL, access));
    return scope.own(access.get(ADDRESS, 0));
  }

  @Override
  public void delete(KeychainItem item) {
    try (CoreFoundation.Scope scope = core.scope()) {
      int status = NativeLibrary.callInt(delete, query(scope, item));
      check(status == NOT_FOUND ? 0 : status);
    }
  }

  private MemorySegment query(CoreFoundation.Scope scope, KeychainItem item) {
    MemorySegment query = scope.dictionary();
    scope.put(query, constant("kSecClass"), constant("kSecClassGenericPassword"));
    scope.put(query, constant("kSecAttrService"), scope.string("keymaster"));
    String account = item.vaultId() + "/" + item.slotId();
    scope.put(query, constant("kSecAttrAccount"), scope.string(account));
    return query;
  }

  private MemorySegment constant(String name) {
    return security.constant(name);
  }

  private static void check(int status) {
    switch (status) {
      case 0 -> {}
      case INTERACTION_NOT_ALLOWED, USER_CANCELED, AUTH_FAILED -> throw KeychainFailure.locked();
      default -> throw KeychainFailure.broken("error " + status);
    }
  }
}
