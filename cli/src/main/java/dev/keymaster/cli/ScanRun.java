package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.GitIndex;
import dev.keymaster.project.WholeFile;
import dev.keymaster.scan.Allowed;
import dev.keymaster.scan.Findings;
import dev.keymaster.scan.GitObjects;
import dev.keymaster.scan.HeldKeys;
import dev.keymaster.scan.Scan;
import dev.keymaster.scan.Shapes;
import dev.keymaster.scan.Traces;
import dev.keymaster.scan.Tree;
import dev.keymaster.wire.AgentStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** One scan: what it knows, where it looks. Opens no vault unless it is told to. */
final class ScanRun {
  private final Session session;
  private final ScanOptions options;
  private final Findings findings = new Findings();
  private final Shapes shapes;
  private HeldKeys held = HeldKeys.NONE;
  private boolean complete = true;

  ScanRun(Session session, ScanOptions options) {
    this.session = session;
    this.options = options;
    this.shapes = new Shapes(session.catalogue());
  }

  /** Looks everywhere that was named. */
  Findings run() {
    learn();
    if (options.files()) {
      files(path());
    }
    if (options.staged || options.history) {
      git(path());
    }
    if (options.shells) {
      traces(Traces.ofShells(home(), session.world().environment()));
    }
    if (options.agents) {
      traces(Traces.ofAgents(home(), session.world().directory()));
    }
    if (options.stdin) {
      session.person().inputTaken();
      input();
    }
    return findings;
  }

  /** What an editor holds of a file is judged as the file would be. */
  private void input() {
    if (options.path == null) {
      scan(Allowed.of("")).text("(standard input)", session.world().in());
      return;
    }
    Path path = session.world().directory().resolve(options.path).normalize();
    Path top = top(path);
    Allowed allowed = allowed(top);
    scan(allowed).text(Tree.place(path, top), session.world().in());
  }

  HeldKeys held() {
    return held;
  }

  /** An agent that holds the vault open is asked to compare; nobody is asked to open it. */
  private void learn() {
    boolean open = session.world().agent().status().map(AgentStatus::unlocked).isPresent();
    if (options.refresh || open) {
      compare();
    }
    Fingerprints.Book book = session.engine().vault().fingerprints();
    if (book != null) {
      held = HeldKeys.of(book);
      complete = book.complete();
    } else {
      complete = !session.engine().vault().status().exists();
    }
    if (!complete) {
      session
          .output()
          .warn("not all keys of the vault are known here: keymaster scan --refresh learns them");
    }
  }

  private void compare() {
    try {
      session.engine().vault().fingerprint();
    } catch (KeymasterException e) {
      if (options.refresh) {
        throw e;
      }
      session.output().warn("keys stored elsewhere are not known: " + e.getMessage());
    }
  }

  private Path path() {
    Path path = session.world().directory();
    if (options.path != null) {
      path = path.resolve(options.path).normalize();
    }
    if (!Files.exists(path)) {
      throw new KeymasterException(
          Code.NOT_FOUND, path + " is not there", "keymaster scan looks through this folder");
    }
    return named(path);
  }

  /** Links are not followed, but who names one means what it leads to. */
  private static Path named(Path path) {
    try {
      return Files.isSymbolicLink(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      throw new KeymasterException(Code.FAILURE, path + " cannot be read", "ls -l " + path, e);
    }
  }

  private Path home() {
    return session
        .world()
        .home()
        .orElseThrow(() ->
            new KeymasterException(
                Code.FAILURE, "HOME is not set, so histories are not found", "set HOME"));
  }

  /** Places are told from the top of a work tree, so that findings keep their names. */
  private void files(Path path) {
    Path top = top(path);
    Allowed allowed = allowed(top);
    scan(allowed).tree(new Tree(path, top, allowed, extent(), findings));
  }

  private static Path top(Path path) {
    Path folder = Files.isDirectory(path) ? path : Objects.requireNonNull(path.getParent());
    return GitIndex.of(folder).map(GitIndex::root).orElse(folder);
  }

  private Tree.Extent extent() {
    return options.all ? Tree.Extent.ALL : Tree.Extent.WITHOUT_IGNORED;
  }

  private void git(Path path) {
    Path folder = Files.isDirectory(path) ? path : Objects.requireNonNull(path.getParent());
    Path top = GitObjects.top(folder);
    Allowed allowed = allowed(top);
    if (options.staged) {
      scan(allowed).objects(GitObjects.staged(top, allowed));
    }
    if (options.history) {
      scan(allowed).objects(GitObjects.history(top, allowed));
    }
  }

  private void traces(List<Path> paths) {
    Path root = Objects.requireNonNull(home().getRoot());
    Allowed allowed = allowed(home()).withoutPaths();
    for (Path each : paths) {
      scan(allowed).tree(new Tree(each, root, allowed, Tree.Extent.ALL, findings));
    }
  }

  private Scan scan(Allowed allowed) {
    int threads = Runtime.getRuntime().availableProcessors();
    return new Scan(held, shapes, allowed, findings, threads);
  }

  private static Allowed allowed(Path folder) {
    byte[] text = WholeFile.read(folder.resolve(Allowed.FILE)).orElse(new byte[0]);
    return Allowed.of(new String(text, UTF_8));
  }
}
