package dev.keymaster.project;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.WipedBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A {@code .env} file with keys in clear: for this person alone, kept out of git, replaced whole.
 * Nothing but its {@link DotenvBlock} changes.
 */
public final class DotenvFile {
  private final Path path;
  private final ClearFile file;
  private final String name;

  /** USAGE for a name that {@link GitIgnore} does not keep out of git. */
  public DotenvFile(Path path) {
    this.path = path;
    this.file = new ClearFile(path);
    this.name = file.name();
    if (!GitIgnore.isDotenv(name)) {
      throw KeymasterException.usage(
          "no name for a file with keys in clear: " + Printable.quote(name),
          "call it .env or .env.SOMETHING, which git is told to ignore");
    }
  }

  /** The file itself, whatever is in it. */
  public ClearFile file() {
    return file;
  }

  /** What is wrong with the file itself, a line each. */
  public List<String> exposures() {
    return file.exposures();
  }

  /** Where each variable of its block comes from; empty without a file or a block. */
  public Map<String, String> origins() {
    byte[] bytes = WholeFile.read(path).orElse(new byte[0]);
    try {
      return DotenvBlock.find(bytes, name).origins();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * One variable of the block.
   *
   * @param origin of the value, such as {@code km://dev/openai#3}; empty for what is no key
   * @param value stays the caller's
   */
  public record Line(String variable, String origin, Secret value) {}

  /**
   * What came of writing.
   *
   * @param shadowed variables that stand outside of the block too
   * @param ambiguous variables whose values programs read in different ways
   */
  public record Written(List<String> shadowed, List<String> ambiguous) {}

  /**
   * Puts references to keys in the place of their values; every other byte stays. CONFLICT if the
   * file is not what the values were read from.
   *
   * @param read what it was read from; stays the caller's
   * @param refs by the number of the assignment, from 0
   */
  public void refer(byte[] read, Map<Integer, KeyRef> refs) {
    byte[] now = WholeFile.read(path).orElse(new byte[0]);
    byte[] changed = new byte[0];
    try (Dotenv dotenv = Dotenv.parse(read, name)) {
      if (!Arrays.equals(now, read)) {
        throw new KeymasterException(
            Code.CONFLICT, name + " was changed meanwhile, so it stays as it is", "try it again");
      }
      Map<Integer, String> texts = new HashMap<>();
      refs.forEach((number, ref) -> texts.put(number, ref.toString()));
      changed = dotenv.with(read, texts);
      file.write(changed);
    } finally {
      Arrays.fill(now, (byte) 0);
      Arrays.fill(changed, (byte) 0);
    }
  }

  /** Replaces the block, with mode 0600 from then on. */
  public Written write(List<Line> lines) {
    byte[] former = WholeFile.read(path).orElse(new byte[0]);
    List<byte[]> assignments = new ArrayList<>();
    byte[] content = new byte[0];
    try {
      DotenvBlock block = DotenvBlock.find(former, name);
      List<String> ambiguous = assign(lines, assignments);
      content = block.with(assignments);
      file.write(content);
      return new Written(shadowed(block, lines), ambiguous);
    } finally {
      Arrays.fill(former, (byte) 0);
      Arrays.fill(content, (byte) 0);
      assignments.forEach(line -> Arrays.fill(line, (byte) 0));
    }
  }

  /** Returns the lines alone, as a program reads them; the caller wipes them. */
  public static byte[] content(List<Line> lines) {
    List<byte[]> assignments = new ArrayList<>();
    assign(lines, assignments);
    WipedBuffer content = new WipedBuffer(assignments.stream().mapToInt(each -> each.length).sum());
    assignments.forEach(line -> {
      content.bytes(line);
      Arrays.fill(line, (byte) 0);
    });
    return content.taken();
  }

  @RevealsSecret("the person wants this value in a file in clear")
  private static List<String> assign(List<Line> lines, List<byte[]> assignments) {
    List<String> ambiguous = new ArrayList<>();
    for (Line line : lines) {
      byte[] value = line.value().reveal();
      if (!DotenvLine.isPortable(value)) {
        ambiguous.add(line.variable());
      }
      if (!line.origin().isEmpty()) {
        assignments.add(("# " + line.origin() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      assignments.add(DotenvLine.of(line.variable(), value));
      Arrays.fill(value, (byte) 0);
    }
    return ambiguous;
  }

  private List<String> shadowed(DotenvBlock block, List<Line> lines) {
    TreeSet<String> shadowed = new TreeSet<>();
    byte[] others = block.others();
    try (Dotenv dotenv = Dotenv.parse(others, name)) {
      dotenv.entries().forEach(entry -> shadowed.add(entry.name()));
    } catch (KeymasterException e) {
      shadowed.clear(); // other programs may understand it
    } finally {
      Arrays.fill(others, (byte) 0);
    }
    shadowed.retainAll(lines.stream().map(Line::variable).toList());
    return List.copyOf(shadowed);
  }
}
