package dev.keymaster.project;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The project files that this person has looked at and trusts, each by its place and its content: a
 * file that changes is trusted no more. Kept in {@code trusted} of the state folder, mode 0600, a
 * line {@code PLACE CONTENT} each, both SHA-256 in hex.
 */
public final class TrustStore {
  private static final int MAX_PROJECTS = 1000;
  private final Path folder;
  private final Path file;

  /** Uses the state folder of Keymaster, which need not exist yet. */
  public TrustStore(Path stateFolder) {
    this.folder = stateFolder;
    this.file = stateFolder.resolve("trusted");
  }

  /** Tells whether the file of this project, as it was read, is trusted. */
  public boolean trusts(Project project) {
    return Fingerprint.of(project.bytes()).equals(read().get(place(project)));
  }

  /** Remembers the file of this project, as it was read, instead of an earlier one. */
  public void trust(Project project) {
    Map<String, String> trusted = read();
    trusted.remove(place(project));
    trusted.put(place(project), Fingerprint.of(project.bytes()));
    write(trusted);
  }

  /** Forgets the project. */
  public void forget(Project project) {
    Map<String, String> trusted = read();
    if (trusted.remove(place(project)) != null) {
      write(trusted);
    }
  }

  private static String place(Project project) {
    return Fingerprint.of(project.root());
  }

  /** A line that is not ours is not believed. */
  private Map<String, String> read() {
    Map<String, String> trusted = new LinkedHashMap<>();
    byte[] bytes = WholeFile.readPrivate(file).orElse(new byte[0]);
    new String(bytes, StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> line.matches("[0-9a-f]{64} [0-9a-f]{64}"))
        .forEach(line -> trusted.put(line.substring(0, 64), line.substring(65)));
    return trusted;
  }

  private void write(Map<String, String> trusted) {
    WholeFile.makeFolder(folder);
    StringBuilder lines = new StringBuilder();
    trusted.entrySet().stream()
        .skip(Math.max(0, trusted.size() - MAX_PROJECTS))
        .forEach(
            line -> lines.append(line.getKey()).append(' ').append(line.getValue()).append('\n'));
    WholeFile.write(file, lines.toString().getBytes(StandardCharsets.US_ASCII), WholeFile.PRIVATE);
  }
}
