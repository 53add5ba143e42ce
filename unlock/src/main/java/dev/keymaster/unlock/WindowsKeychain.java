package dev.keymaster.unlock;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.Secret;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * The Windows Credential Manager: generic credentials of this user on this machine (CredWriteW,
 * CredReadW, CredDeleteW of advapi32, as wincred.h declares them on 64 bits).
 *
 * <p><b>Experimental:</b> written from the documentation; run against a model of the library, not
 * yet on Windows. {@link KeychainCheck} proves it there. Windows cannot restrict a credential to
 * one program: every program of this user can read it. Never prompts. Thread-safe.
 */
final class WindowsKeychain implements Keychain {
  private static final int GENERIC = 1;
  private static final int THIS_MACHINE = 2;
  private static final int NOT_FOUND = 1168;
  private static final int NO_LOGON_SESSION = 1312;

  /** CRED_MAX_CREDENTIAL_BLOB_SIZE. */
  private static final int BLOB_LIMIT = 5 * 512;

  /** CREDENTIALW. */
  static final StructLayout CREDENTIAL =
      MemoryLayout.structLayout(
          JAVA_INT.withName("Flags"),
          JAVA_INT.withName("Type"),
          ADDRESS.withName("TargetName"),
          ADDRESS.withName("Comment"),
          JAVA_LONG.withName("LastWritten"),
          JAVA_INT.withName("CredentialBlobSize"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("CredentialBlob"),
          JAVA_INT.withName("Persist"),
          JAVA_INT.withName("AttributeCount"),
          ADDRESS.withName("Attributes"),
          ADDRESS.withName("TargetAlias"),
          ADDRESS.withName("UserName"));

  private static final StructLayout STATE = Linker.Option.captureStateLayout();

  private final String errorVariable;
  private final MethodHandle write;
  private final MethodHandle read;
  private final MethodHandle delete;
  private final MethodHandle free;

  /** Loads the library of this machine. */
  static WindowsKeychain ofThisMachine() {
    return new WindowsKeychain(
        SymbolLookup.libraryLookup("advapi32", Arena.global()), "GetLastError");
  }

  WindowsKeychain(SymbolLookup advapi, String errorVariable) {
    NativeLibrary library = new NativeLibrary(advapi);
    this.errorVariable = errorVariable;
    this.write = library.capturing(errorVariable, "CredWriteW", JAVA_INT, ADDRESS, JAVA_INT);
    this.read =
        library.capturing(
            errorVariable, "CredReadW", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    this.delete =
        library.capturing(errorVariable, "CredDeleteW", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    this.free = library.procedure("CredFree", ADDRESS);
  }

  @Override
  public Probe probe() {
    try (Arena arena = Arena.ofConfined()) {
      int error = read(arena, new KeychainItem("probe", "probe"), arena.allocate(ADDRESS));
      return switch (error) {
        case 0, NOT_FOUND -> new Probe(Availability.READY, "");
        case NO_LOGON_SESSION ->
            new Probe(Availability.ABSENT, "this logon session has no credentials");
        default -> new Probe(Availability.BROKEN, "the keychain is broken: error " + error);
      };
    }
  }

  @Override
  public Optional<Secret> get(KeychainItem item) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(ADDRESS);
      int error = read(arena, item, pointer);
      if (error == NOT_FOUND) {
        return Optional.empty();
      }
      check(error);
      MemorySegment credential = pointer.get(ADDRESS, 0).reinterpret(CREDENTIAL.byteSize());
      try {
        return Optional.of(blob(credential, item));
      } finally {
        NativeLibrary.call(free, credential);
      }
    }
  }

  /** Takes the bytes out of a credential and zeroes them there. */
  private static Secret blob(MemorySegment credential, KeychainItem item) {
    int size = credential.get(JAVA_INT, offset("CredentialBlobSize"));
    if (size <= 0 || size > BLOB_LIMIT) {
      throw KeychainFailure.foreign(item);
    }
    MemorySegment blob = credential.get(ADDRESS, offset("CredentialBlob")).reinterpret(size);
    Secret secret = Secret.taking(blob.toArray(JAVA_BYTE));
    blob.fill((byte) 0);
    return secret;
  }

  @Override
  @RevealsSecret("hands the bytes to the keychain")
  public void set(KeychainItem item, Secret secret) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment blob = arena.allocate(secret.length());
      byte[] bytes = secret.reveal();
      blob.copyFrom(MemorySegment.ofArray(bytes));
      Arrays.fill(bytes, (byte) 0);
      MemorySegment credential = arena.allocate(CREDENTIAL);
      credential.set(JAVA_INT, offset("Type"), GENERIC);
      credential.set(ADDRESS, offset("TargetName"), name(arena, item));
      credential.set(JAVA_INT, offset("CredentialBlobSize"), secret.length());
      credential.set(ADDRESS, offset("CredentialBlob"), blob);
      credential.set(JAVA_INT, offset("Persist"), THIS_MACHINE);
      credential.set(ADDRESS, offset("UserName"), arena.allocateFrom("keymaster", UTF_16LE));
      MemorySegment state = arena.allocate(STATE);
      int done = NativeLibrary.callInt(write, state, credential, 0);
      blob.fill((byte) 0);
      check(error(done, state));
    }
  }

  @Override
  public void delete(KeychainItem item) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int done = NativeLibrary.callInt(delete, state, name(arena, item), GENERIC, 0);
      int error = error(done, state);
      check(error == NOT_FOUND ? 0 : error);
    }
  }

  private int read(Arena arena, KeychainItem item, MemorySegment pointer) {
    MemorySegment state = arena.allocate(STATE);
    int done = NativeLibrary.callInt(read, state, name(arena, item), GENERIC, 0, pointer);
    return error(done, state);
  }

  /** Returns the error of the last call, 0 if it was done. */
  private int error(int done, MemorySegment state) {
    return done == 0 ? state.get(JAVA_INT, STATE.byteOffset(groupElement(errorVariable))) : 0;
  }

  private static void check(int error) {
    if (error != 0) {
      String reason = error == NO_LOGON_SESSION ? "no credentials in this logon session" : "";
      throw KeychainFailure.broken(reason.isEmpty() ? "error " + error : reason);
    }
  }

  private static MemorySegment name(Arena arena, KeychainItem item) {
    return arena.allocateFrom("keymaster:" + item.vaultId() + "/" + item.slotId(), UTF_16LE);
  }

  private static long offset(String field) {
    return CREDENTIAL.byteOffset(groupElement(field));
  }
}
