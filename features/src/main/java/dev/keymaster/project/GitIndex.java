package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files git tracks, read from its index. Git itself is not asked: in a repository of somebody
 * else's making its configuration could have it start programs.
 */
public final class GitIndex {
  private static final int LARGEST = 64 << 20;
  private static final int MAGIC = 0x44495243; // DIRC
  private static final int SPARSE = 0x73646972; // sdir
  private static final int[] HASHES = {20, 32};
  private static final int BEFORE_HASH = 40;
  private static final int FLAGS = 2;
  private static final int EXTENDED = 0x4000;
  private static final String POINTER = "gitdir: ";

  private final Path root;
  private final Set<String> tracked;
  private final boolean whole;

  private GitIndex(Path root, @Nullable Set<String> tracked) {
    this.root = root;
    this.tracked = tracked == null ? Set.of() : tracked;
    this.whole = tracked != null;
  }

  /** Finds the work tree that a folder is in; empty if it is in none. */
  public static Optional<GitIndex> of(Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      Path git = at.resolve(".git");
      if (Files.exists(git)) {
        return Optional.of(new GitIndex(at, read(git)));
      }
    }
    return Optional.empty();
  }

  /** Tells whether git tracks that file; an index that cannot be read says no. */
  public boolean tracks(Path file) {
    return file.startsWith(root)
        && tracked.contains(root.relativize(file).toString().replace('\\', '/'));
  }

  /** Returns the folder of the work tree. */
  public Path root() {
    return root;
  }

  /** Returns all files that git tracks, as far as they are known; those may not be there. */
  public List<Path> files() {
    return tracked.stream()
        .map(root::resolve)
        .filter(path -> path.startsWith(root) && path.normalize().equals(path))
        .toList();
  }

  /** Tells whether all that git tracks is known here. */
  public boolean isWhole() {
    return whole;
  }

  /** Returns what is tracked; null if the index cannot be read. */
  private static @Nullable Set<String> read(Path git) {
    try {
      Path index = folder(git).resolve("index");
      if (!Files.exists(index)) {
        return Set.of();
      }
      return Files.size(index) <= LARGEST ? entries(Files.readAllBytes(index)) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Its hashes are SHA-1 or SHA-256: where the entries end tells which. */
  private static @Nullable Set<String> entries(byte[] index) {
    for (int hash : HASHES) {
      try {
        ByteBuffer in = ByteBuffer.wrap(index);
        Set<String> paths = entries(in, BEFORE_HASH + hash + FLAGS);
        if (endsThere(in, hash)) {
          return paths;
        }
      } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
        // it has the other ones, or is damaged
      }
    }
    return null;
  }

  /**
   * Skips extensions that may be; a split index, which goes on in another file, is none of them.
   */
  private static boolean endsThere(ByteBuffer in, int hash) {
    while (in.remaining() > hash) {
      int name = in.getInt();
      int size = in.getInt();
      boolean optional = Character.isUpperCase(name >>> 24) || name == SPARSE;
      if (size < 0 || !optional) {
        return false;
      }
      in.position(in.position() + size);
    }
    return in.remaining() == hash;
  }

  /** In a linked work tree {@code .git} is a file that says where the folder is. */
  private static Path folder(Path git) throws IOException {
    if (Files.isDirectory(git)) {
      return git;
    }
    String text = Files.readString(git).strip();
    return text.startsWith(POINTER) ? git.resolveSibling(text.substring(POINTER.length())) : git;
  }

  /** Index format 2 to 4, as git's documentation has it. */
  private static Set<String> entries(ByteBuffer in, int fixed) {
    Set<String> paths = new HashSet<>();
    int magic = in.getInt();
    int version = in.getInt();
    int count = in.getInt();
    if (magic != MAGIC || version < 2 || version > 4) {
      throw new IllegalArgumentException("no index");
    }
    String last = "";
    for (int i = 0; i < count; i++) {
      int start = in.position();
      boolean extended = (in.getShort(start + fixed - FLAGS) & EXTENDED) != 0;
      in.position(start + fixed + (extended ? FLAGS : 0));
      last = version == 4 ? last.substring(0, last.length() - varint(in)) + text(in) : text(in);
      if (version < 4) {
        in.position(start + (in.position() - start + 7) / 8 * 8);
      }
      paths.add(new String(last.getBytes(ISO_8859_1), UTF_8));
    }
    return paths;
  }

  /** Up to and with the NUL; a character stands for a byte. */
  private static String text(ByteBuffer in) {
    int start = in.position();
    while (in.get() != 0) {}
    byte[] bytes = new byte[in.position() - 1 - start];
    in.get(start, bytes);
    return new String(bytes, ISO_8859_1);
  }

  private static int varint(ByteBuffer in) {
    int octet = in.get();
    int value = octet & 0x7f;
    while ((octet & 0x80) != 0) {
      octet = in.get();
      value = ((value + 1) << 7) + (octet & 0x7f);
    }
    return value;
  }
}
