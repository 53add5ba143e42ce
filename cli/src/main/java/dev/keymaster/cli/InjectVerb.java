package dev.keymaster.cli;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Release;
import dev.keymaster.project.ClearFile;
import dev.keymaster.project.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inject}. */
@Command(
    description =
        "Copies a template and puts values in the place of its references, in clear:"
            + " km://ENV/NAME, km://ENV/NAME#VERSION, km://ENV/NAME?field=FIELD, and km://./NAME for"
            + " the current environment, each bare or as {{ km://… }}. \\km:// stands for itself."
            + " All of the keys are released together, or nothing is written. The file is yours alone"
            + " (mode 0600), git is told to ignore it, and one that git tracks is refused.",
    footer = {
      "  keymaster inject -i config.yaml.tpl -o config.yaml",
      "  keymaster inject --env prod -i app.tpl -o /run/user/1000/app.conf",
      "  echo 'token: km://dev/openai' | keymaster inject"
    })
final class InjectVerb extends Verb {
  @Option(
      names = {"-i", "--in"},
      paramLabel = "TEMPLATE",
      description = "what to copy; without it, or with -, standard input")
  @Nullable String in;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "PATH",
      description = "where to; without it, or with -, standard output")
  @Nullable String out;

  @Override
  int run(Session session) throws IOException {
    boolean printed = out == null || out.equals("-");
    if (printed && session.output().json()) {
      throw KeymasterException.usage("--json tells about a file, and none is written", "-o PATH");
    }
    session.surroundings().demandTrust("keymaster trust");
    String name = in == null || in.equals("-") ? "standard input" : Printable.clean(in);
    byte[] bytes = WholeInput.read(session, in, "is it a template?");
    Filling filling =
        new Filling(session, name, Template.parse(bytes, name, session.environment()));
    if (printed) {
      print(session, filling);
    } else {
      write(session, filling, target(session));
    }
    return 0;
  }

  private Path target(Session session) throws IOException {
    Path directory = session.world().directory();
    Path target = directory.resolve(String.valueOf(out));
    boolean itself =
        in != null && Files.exists(target) && Files.isSameFile(target, directory.resolve(in));
    if (itself) {
      throw KeymasterException.usage("the template would be lost", "-o another file");
    }
    return target;
  }

  private static void print(Session session, Filling filling) throws IOException {
    byte[] filled = filling.filled(new Release(EventKind.REVEAL, "inject"));
    try {
      session.output().data(filled);
      session.output().flush();
    } finally {
      Arrays.fill(filled, (byte) 0);
    }
  }

  private static void write(Session session, Filling filling, Path target) throws IOException {
    ClearFile file = new ClearFile(target);
    file.demandUntracked();
    byte[] filled = filling.filled(new Release(EventKind.REVEAL, "inject"));
    List<String> ignored;
    try {
      ignored = file.guard();
      file.write(filled);
    } finally {
      Arrays.fill(filled, (byte) 0);
    }
    report(session, filling, target, ignored);
  }

  private static void report(Session session, Filling filling, Path target, List<String> ignored) {
    Output output = session.output();
    output.noteIgnored(ignored);
    if (output.json()) {
      output.json(
          Json.document("inject")
              .set("file", target.toString())
              .texts("references", filling.references()));
      return;
    }
    int count = filling.references().size();
    output.note("wrote " + target + " with " + Ages.count(count, "key"));
    if (count > 0) {
      output.warn("that file holds keys in clear; keymaster run needs none");
    }
  }
}
