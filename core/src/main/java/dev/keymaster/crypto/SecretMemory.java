package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Memory for the keys of a process that stays (security.md SD19): outside the heap, never swapped,
 * in no core dump, gone in child processes, zeroed when closed. On Linux 6.5 and later nobody can
 * read it through {@code /proc/PID/mem} either, not even root. Grows as keys come.
 *
 * <p>Needs Linux and libsodium; elsewhere keys stay on the heap. Thread-safe.
 */
public final class SecretMemory extends KeyHome implements AutoCloseable {
  /** How well the memory is kept, best first. */
  public enum Protection {
    /** Mapped in this process alone: {@code memfd_secret}. */
    HIDDEN,
    /** Locked into memory and left out of dumps and children; root can read it. */
    LOCKED,
    /** As {@link #LOCKED}, but the system did not allow to lock it: it may be swapped. */
    SWAPPABLE
  }

  /** How much is mapped at a time, bytes. */
  static final long SIZE = 16 * 1024;

  private static final int SLOT = SealingKey.LENGTH;

  private final Arena arena;
  private final long memfdSecretCall;
  private final HeldCryptography cryptography;
  private final List<SecretPages> pages = new ArrayList<>();
  private final Deque<MemorySegment> free = new ArrayDeque<>();
  private boolean closed;

  private SecretMemory(Arena arena, SecretPages first, long memfdSecretCall, Sodium sodium) {
    this.arena = arena;
    this.memfdSecretCall = memfdSecretCall;
    cryptography = new HeldCryptography(sodium, first.memory().asSlice(0, HeldCryptography.ROOM));
    add(first, HeldCryptography.ROOM);
  }

  /** Maps secret memory; empty where there is no Linux or no libsodium. */
  public static Optional<SecretMemory> open() {
    return open(SecretPages.MEMFD_SECRET);
  }

  static Optional<SecretMemory> open(long memfdSecretCall) {
    Optional<Sodium> sodium = SecretPages.supported() ? Sodium.found() : Optional.empty();
    return sodium.flatMap(found -> {
      Arena arena = Arena.ofShared();
      return SecretPages.map(arena, SIZE, memfdSecretCall)
          .map(pages -> new SecretMemory(arena, pages, memfdSecretCall, found));
    });
  }

  private void add(SecretPages more, long from) {
    pages.add(more);
    for (long at = from; at + SLOT <= SIZE; at += SLOT) {
      free.add(more.memory().asSlice(at, SLOT));
    }
  }

  /** Returns how well the memory is kept; the worst, if the system gave some of each kind. */
  public synchronized Protection protection() {
    return pages.stream().map(SecretPages::protection).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** Returns a place for one key. */
  synchronized MemorySegment allocate() {
    checkOpen();
    if (free.isEmpty()) {
      add(SecretPages.map(arena, SIZE, memfdSecretCall).orElseThrow(SecretMemory::full), 0);
    }
    return free.remove();
  }

  private static KeymasterException full() {
    return new KeymasterException(
        KeymasterException.Code.FAILURE,
        "the system gives no memory for another key",
        "free some memory and try again");
  }

  /** Returns the places of all that is mapped, to tell them from copies elsewhere. */
  synchronized List<MemorySegment> mapped() {
    return pages.stream().map(SecretPages::memory).toList();
  }

  @Override
  HeldKey hold(byte[] key) {
    MemorySegment slot = allocate();
    MemorySegment.copy(MemorySegment.ofArray(key), 0, slot, 0, SLOT);
    return new HeldKey(this, slot);
  }

  @Override
  HeldKey extract(byte[] material, byte[] salt, byte[] info) {
    return derive(MemorySegment.ofArray(material), salt, info);
  }

  HeldKey derive(MemorySegment key, byte[] salt, byte[] info) {
    MemorySegment derived = allocate();
    hkdf(key, salt, info, derived);
    return new HeldKey(this, derived);
  }

  synchronized void free(MemorySegment slot) {
    if (!closed) {
      slot.fill((byte) 0);
      free.add(slot);
    }
  }

  synchronized byte[] hmac(MemorySegment key, byte[] data) {
    checkOpen();
    return cryptography.hmac(key, data);
  }

  /** Fills {@code out} with HKDF-SHA512 (RFC 5869). */
  synchronized void hkdf(MemorySegment key, byte[] salt, byte[] info, MemorySegment out) {
    checkOpen();
    cryptography.hkdf(key, salt, info, out);
  }

  synchronized byte[] sign(MemorySegment seed, byte[] message) {
    checkOpen();
    return cryptography.sign(seed, message);
  }

  synchronized byte[] publicKey(MemorySegment seed) {
    checkOpen();
    return cryptography.publicKey(seed);
  }

  private void checkOpen() {
    if (closed) {
      throw new BugException("secret memory used after close");
    }
  }

  /** Zeroes and unmaps everything; any key that lived here is gone. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      pages.forEach(each -> each.memory().fill((byte) 0));
      arena.close();
    }
  }
}
