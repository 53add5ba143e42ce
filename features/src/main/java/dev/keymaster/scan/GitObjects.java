package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts that git keeps: what is staged, or all that is in its history and what nothing leads to any
 * more. They come from git in a stream; no object is held as a whole.
 */
public final class GitObjects implements Supply {
  private static final int AT_ONCE = 128;

  /** Objects whose place in history is looked for; each takes git a walk through all of it. */
  private static final int MOST_LOCATED = 200;

  /**
   * An object to be read.
   *
   * @param place the path that it is staged as; empty for one of the history
   */
  private record Wanted(String id, String place) {}

  private final Git git;
  private final Allowed allowed;
  private final Iterator<Wanted> wanted;
  private final boolean history;

  private GitObjects(Git git, Allowed allowed, Iterator<Wanted> wanted, boolean history) {
    this.git = git;
    this.allowed = allowed;
    this.wanted = wanted;
    this.history = history;
  }

  /** Returns the top folder of the work tree that a folder is in; NOT_FOUND if it is in none. */
  public static Path top(Path folder) {
    try {
      return new Git(folder).top();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static KeymasterException unreadable(IOException e) {
    return new KeymasterException(Code.FAILURE, "git does not answer: " + e.getMessage(), "", e);
  }

  /** The files that the next commit changes, as they are staged. */
  public static GitObjects staged(Path top, Allowed allowed) {
    Git git = new Git(top);
    try {
      boolean first = git.ask("rev-parse", "--verify", "-q", "HEAD").isEmpty();
      String list =
          first
              ? git.demand("ls-files", "-s", "-z")
              : git.demand(
                  "diff-index",
                  "--cached",
                  "--raw",
                  "-z",
                  "--no-renames",
                  "--no-abbrev",
                  "--diff-filter=d",
                  "HEAD");
      List<Wanted> staged = first ? listed(list) : changed(list);
      return new GitObjects(git, allowed, staged.iterator(), false);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** {@code MODE ID STAGE TAB PATH NUL}. */
  private static List<Wanted> listed(String list) {
    List<Wanted> staged = new ArrayList<>();
    for (String entry : list.split("\0", -1)) {
      int tab = entry.indexOf('\t');
      if (tab > 0) {
        String[] fields = entry.substring(0, tab).split(" ", -1);
        add(staged, fields[0], fields[1], entry.substring(tab + 1));
      }
    }
    return staged;
  }

  /** {@code :MODE MODE ID ID STATUS NUL PATH NUL}. */
  private static List<Wanted> changed(String list) {
    List<Wanted> staged = new ArrayList<>();
    String[] parts = list.split("\0", -1);
    for (int i = 0; i + 1 < parts.length; i += 2) {
      String[] fields = parts[i].split(" ", -1);
      add(staged, fields[1], fields[3], parts[i + 1]);
    }
    return staged;
  }

  /** A submodule's commit is in another repository. */
  private static void add(List<Wanted> staged, String mode, String id, String place) {
    if (!mode.equals("160000")) {
      staged.add(new Wanted(id, place));
    }
  }

  /** All objects of the repository. */
  public static GitObjects history(Path top, Allowed allowed) {
    Git git = new Git(top);
    return new GitObjects(git, allowed, new AllObjects(git), true);
  }

  /** What git lists, as it lists it. */
  private static final class AllObjects implements Iterator<Wanted> {
    private final Process listing;
    private final BufferedReader list;
    private String next = "";

    AllObjects(Git git) {
      listing =
          git.start(
              "cat-file",
              "--batch-all-objects",
              "--unordered",
              "--batch-check=%(objectname) %(objecttype)");
      list = listing.inputReader(ISO_8859_1);
      advance();
    }

    private void advance() {
      try {
        String line = list.readLine();
        while (line != null && line.endsWith(" tree")) {
          line = list.readLine();
        }
        if (line == null && !Git.ended(listing)) {
          throw new IOException("not all objects can be listed");
        }
        next = line == null ? "" : line;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    @Override
    public boolean hasNext() {
      return !next.isEmpty();
    }

    @Override
    public Wanted next() {
      String id = next.substring(0, next.indexOf(' '));
      advance();
      return new Wanted(id, "");
    }
  }

  private List<Wanted> some() {
    List<Wanted> some = new ArrayList<>();
    synchronized (wanted) {
      while (some.size() < AT_ONCE && wanted.hasNext()) {
        some.add(wanted.next());
      }
    }
    return some;
  }

  @Override
  public void feed(Reader reader) throws IOException {
    Process objects = git.start("cat-file", "--batch");
    try (InputStream in = new BufferedInputStream(objects.getInputStream(), 1 << 16);
        OutputStream out = objects.getOutputStream()) {
      for (List<Wanted> some = some(); !some.isEmpty(); some = some()) {
        StringBuilder ids = new StringBuilder();
        some.forEach(each -> ids.append(each.id).append('\n'));
        out.write(ids.toString().getBytes(ISO_8859_1));
        out.flush();
        for (Wanted each : some) {
          read(each, in, reader);
        }
      }
    } finally {
      objects.destroy();
    }
  }

  /** {@code ID TYPE SIZE LF CONTENT LF}, or {@code ID missing LF}. */
  private void read(Wanted each, InputStream in, Reader reader) throws IOException {
    String[] header = line(in).split(" ", -1);
    if (header.length != 3) {
      reader.unread(each.place.isEmpty() ? "object " + each.id : each.place);
      return;
    }
    long size = Long.parseLong(header[2]);
    Slice content = new Slice(in, size);
    reader.read(each.place, history ? each.id : "", content, size);
    content.skipNBytes(content.left);
    if (in.read() != '\n') {
      throw new EOFException("git ended");
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("git ended");
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1);
  }

  /** So many bytes of a stream. */
  private static final class Slice extends InputStream {
    private final InputStream in;
    private long left;

    Slice(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 || length == 0) {
        return length == 0 ? 0 : -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("git ended");
      }
      left -= count;
      return count;
    }
  }

  /** Says in which commit and file what was found in the history first came; each once. */
  void locate(Findings findings) {
    if (!history) {
      return;
    }
    Map<String, String[]> places = new HashMap<>();
    Map<String, Finding> known = new LinkedHashMap<>();
    Map<String, Finding> leftOut = new LinkedHashMap<>();
    for (Finding each : findings.all()) {
      Finding located = located(each, places);
      boolean left = !located.equals(each) && allowed.leavesOut(located.place());
      if (left) {
        leftOut.putIfAbsent(key(each, located), located.hidden(Finding.Hidden.EXTERNAL));
      } else {
        known.putIfAbsent(key(each, located), located);
      }
    }
    for (Finding each : findings.ignored()) {
      Finding located = located(each, places);
      leftOut.putIfAbsent(key(each, located), located);
    }
    findings.replace(List.copyOf(known.values()), List.copyOf(leftOut.values()));
  }

  /** What stands in the files themselves is told each time. */
  private static String key(Finding each, Finding located) {
    return each.equals(located) ? each.toString() : located.place() + " " + located.id();
  }

  private Finding located(Finding each, Map<String, String[]> places) {
    if (each.object().isEmpty() || !each.place().isEmpty()) {
      return each;
    }
    String[] place = places.computeIfAbsent(each.object(), id -> place(id, places.size()));
    return each.at(place[1], place[0]);
  }

  /** Returns the oldest commit that has an object, and the path there. */
  private String[] place(String id, int before) {
    String[] unknown = {id.substring(0, 12), "object " + id.substring(0, 12)};
    try {
      if (before >= MOST_LOCATED) {
        return unknown;
      }
      if (git.ask("cat-file", "-t", id).strip().equals("commit")) {
        return new String[] {id.substring(0, 12), "message of commit " + id.substring(0, 12)};
      }
      String log =
          git.ask(
              "log",
              "--all",
              "--no-renames",
              "--find-object=" + id,
              "--name-only",
              "-z",
              "--format=%x00/%H");
      int last = log.lastIndexOf("\0/"); // no path in git begins with a slash
      String[] parts = log.substring(last + 1).split("\0", -1);
      return last < 0 || parts.length < 2 || parts[1].isEmpty()
          ? unknown
          : new String[] {parts[0].substring(1, 13), parts[1].replaceFirst("^\n", "")};
    } catch (IOException e) {
      return unknown;
    }
  }
}
