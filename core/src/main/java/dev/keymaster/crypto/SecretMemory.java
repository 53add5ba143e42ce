package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Memory for the keys of a process that stays (security.md SD19): outside the heap, never swapped,
 * in no core dump, gone in child processes, zeroed when closed. On Linux 6.5 and later nobody can
 * read it through {@code /proc/PID/mem} either, not even root.
 *
 * <p>Needs Linux and libsodium; elsewhere keys stay on the heap. Thread-safe.
 */
public final class SecretMemory implements AutoCloseable {
  /** How well the memory is kept. */
  public enum Protection {
    /** Mapped in this process alone: {@code memfd_secret}. */
    HIDDEN,
    /** Locked into memory and left out of dumps and children; root can read it. */
    LOCKED,
    /** As {@link #LOCKED}, but the system did not allow to lock it: it may be swapped. */
    SWAPPABLE
  }

  static final long SIZE = 16 * 1024;
  private static final int SLOT = SealingKey.LENGTH;

  private final Arena arena;
  private final SecretPages pages;
  private final Hmac512 hmac;
  private final MemorySegment state;
  private final MemorySegment extracted;
  private final MemorySegment block;
  private final Deque<MemorySegment> free = new ArrayDeque<>();
  private boolean closed;

  private SecretMemory(Arena arena, SecretPages pages, Sodium sodium) {
    this.arena = arena;
    this.pages = pages;
    this.hmac = sodium.hmac();
    MemorySegment memory = pages.memory();
    state = memory.asSlice(0, Hmac512.STATE);
    extracted = memory.asSlice(Hmac512.STATE, Hmac512.LENGTH);
    block = memory.asSlice(Hmac512.STATE + Hmac512.LENGTH, Hmac512.LENGTH);
    for (long at = Hmac512.STATE + 2 * Hmac512.LENGTH; at + SLOT <= SIZE; at += SLOT) {
      free.add(memory.asSlice(at, SLOT));
    }
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
          .map(pages -> new SecretMemory(arena, pages, found));
    });
  }

  /** Returns how well the memory is kept, for {@code doctor} and the curious. */
  public Protection protection() {
    return pages.protection();
  }

  /** Returns a place for one key. */
  synchronized MemorySegment allocate() {
    checkOpen();
    MemorySegment slot = free.poll();
    if (slot == null) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE, "no room for another key in secret memory", "");
    }
    return slot;
  }

  /** Copies a key here; the caller zeroes its own. */
  MemorySegment copyOf(byte[] key) {
    MemorySegment slot = allocate();
    MemorySegment.copy(MemorySegment.ofArray(key), 0, slot, 0, SLOT);
    return slot;
  }

  synchronized void free(MemorySegment slot) {
    if (!closed) {
      slot.fill((byte) 0);
      free.add(slot);
    }
  }

  synchronized byte[] hmac(MemorySegment key, byte[] data) {
    checkOpen();
    byte[] out = new byte[(int) Hmac512.LENGTH];
    hmac.start(state, key);
    hmac.update(state, MemorySegment.ofArray(data));
    hmac.finish(state, MemorySegment.ofArray(out));
    state.fill((byte) 0);
    return out;
  }

  /** Fills {@code out} with HKDF-SHA512 (RFC 5869). */
  synchronized void hkdf(MemorySegment key, byte[] salt, byte[] info, MemorySegment out) {
    checkOpen();
    hmac.start(state, MemorySegment.ofArray(salt.length == 0 ? new byte[64] : salt));
    hmac.update(state, key);
    hmac.finish(state, extracted);
    long done = 0;
    for (int number = 1; done < out.byteSize(); number++) {
      hmac.start(state, extracted);
      if (number > 1) {
        hmac.update(state, block);
      }
      hmac.update(state, MemorySegment.ofArray(info));
      hmac.update(state, MemorySegment.ofArray(new byte[] {(byte) number}));
      hmac.finish(state, block);
      long part = Math.min(Hmac512.LENGTH, out.byteSize() - done);
      MemorySegment.copy(block, 0, out, done, part);
      done += part;
    }
    state.fill((byte) 0);
    extracted.fill((byte) 0);
    block.fill((byte) 0);
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
      pages.memory().fill((byte) 0);
      arena.close();
    }
  }
}
