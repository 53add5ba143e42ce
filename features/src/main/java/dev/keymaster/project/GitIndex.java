package dev.keymaster.project;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which files git tracks, read from its index. Git itself is not asked: in a repository of somebody
 * else's making its configuration could have it start programs.
 */
public final class GitIndex {
  private static final int LARGEST = 64 << 20;
  private static final int MAGIC = 0x44495243; // DIRC
  private static final int FIXED = 62;
  private static final int EXTENDED = 0x4000;
  private static final String POINTER = "gitdir: ";

  private final Path root;
  private final Set<String> tracked;

  private GitIndex(Path root, Set<String> tracked) {
    this.root = root;
    this.tracked = tracked;
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

  private static Set<String> read(Path git) {
    try {
      Path index = folder(git).resolve("index");
      return Files.exists(index) && Files.size(index) <= LARGEST
          ? entries(ByteBuffer.wrap(Files.readAllBytes(index)))
          : Set.of();
    } catch (IOException
        | BufferUnderflowException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
      return Set.of();
    }
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
  private static Set<String> entries(ByteBuffer in) {
    Set<String> paths = new HashSet<>();
    int magic = in.getInt();
    int version = in.getInt();
    int count = in.getInt();
    if (magic != MAGIC || version < 2 || version > 4) {
      return paths;
    }
    String last = "";
    for (int i = 0; i < count; i++) {
      int start = in.position();
      boolean extended = (in.getShort(start + FIXED - 2) & EXTENDED) != 0;
      in.position(start + FIXED + (extended ? 2 : 0));
      last = version == 4 ? last.substring(0, last.length() - varint(in)) + text(in) : text(in);
      if (version < 4) {
        in.position(start + (in.position() - start + 7) / 8 * 8);
      }
      paths.add(last);
    }
    return paths;
  }

  /** Up to and with the NUL. */
  private static String text(ByteBuffer in) {
    int start = in.position();
    while (in.get() != 0) {}
    byte[] bytes = new byte[in.position() - 1 - start];
    in.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
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
