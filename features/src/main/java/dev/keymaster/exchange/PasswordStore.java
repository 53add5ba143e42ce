package dev.keymaster.exchange;

import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import dev.keymaster.run.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of pass or gopass: a file an entry, the first line of each is the value. */
final class PasswordStore {
  private static final String ENDING = ".gpg";
  private static final int DEEPEST = 16;
  private static final int MOST = 5_000;
  private static final int LARGEST = 1 << 20;

  private PasswordStore() {}

  static void read(Path folder, Tool gpg, Contents contents) throws IOException {
    for (Path file : files(folder)) {
      Optional<byte[]> plain =
          gpg.output(List.of("--quiet", "--decrypt", "--", file.toString()), null, LARGEST);
      String path = folder.relativize(file).toString();
      String name = path.substring(0, path.length() - ENDING.length());
      contents.add(
          plain
              .map(bytes -> opened(name, bytes))
              .orElseGet(() ->
                  new Candidate(
                      name,
                      Secret.copyOf(new byte[0]),
                      0,
                      Candidate.Form.LOGIN,
                      Candidate.Said.skipped("gpg does not decrypt it"))));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(ENDING))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .limit(MOST + 1L)
              .sorted()
              .toList();
      if (files.isEmpty() || files.size() > MOST) {
        throw Bad.file(
            files.isEmpty() ? "no .gpg files in it" : "more than " + MOST + " files",
            "name the folder of pass, or one below it: ~/.password-store");
      }
      return files;
    }
  }

  private static Candidate opened(String name, byte[] plain) {
    int end = 0;
    while (end < plain.length && plain[end] != '\n' && plain[end] != '\r') {
      end++;
    }
    Secret value = Secret.taking(Arrays.copyOf(plain, end));
    Arrays.fill(plain, (byte) 0);
    return new Candidate(name, value, 0, Candidate.Form.LOGIN);
  }
}
