package dev.keymaster.cli;

import dev.keymaster.ide.Tool;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ide setup [NAME…]}. */
@Command(
    description =
        "Writes settings into this project: terminals, tasks and debug sessions of editors get"
            + " their keys by keymaster run, and coding agents are kept from reading .env files. No"
            + " file gets a value. What is there already is never written over, and comments stay.",
    footer = {
      "  keymaster ide setup                  all that keymaster ide detect lists",
      "  keymaster ide setup vscode claude-code",
      "  keymaster ide setup --dry-run",
      "  keymaster ide setup --remove"
    })
final class IdeSetupVerb extends Verb {
  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "as keymaster ide detect names them")
  List<String> names = new ArrayList<>();

  @Option(names = "--dry-run", description = "write nothing, and tell which files would change")
  boolean rehearsal;

  @Option(names = "--remove", description = "take away what was set up")
  boolean remove;

  @Override
  int run(Session session) {
    IdeTools tools = new IdeTools(session);
    List<Json> rows = new ArrayList<>();
    for (Tool tool : chosen(tools)) {
      List<String> changed = tools.apply(tool, remove, rehearsal);
      rows.add(Json.object().set("name", tool.word()).texts("changed", changed));
      if (!session.output().json()) {
        changed.forEach(path -> session.output().note(says() + path + " (" + tool.title() + ")"));
        if (changed.isEmpty()) {
          session.output().note(tool.title() + ": nothing to change");
        }
      }
    }
    if (session.output().json()) {
      session.output().json(Json.document("ide").objects("tools", rows));
    }
    return 0;
  }

  private String says() {
    return rehearsal ? "would change " : "changed ";
  }

  private List<Tool> chosen(IdeTools tools) {
    List<Tool> chosen =
        names.isEmpty()
            ? Stream.of(Tool.values()).filter(tool -> tools.sign(tool).isPresent()).toList()
            : names.stream().map(IdeSetupVerb::named).toList();
    if (chosen.isEmpty()) {
      throw KeymasterException.usage(
          "no editor and no coding agent that is known was found",
          "name it: keymaster ide setup " + Tool.VS_CODE.word());
    }
    return chosen;
  }

  private static Tool named(String name) {
    List<String> known = Stream.of(Tool.values()).map(Tool::word).toList();
    return Tool.named(name)
        .orElseThrow(() ->
            KeymasterException.usage(
                "no such editor or coding agent: " + Printable.quote(name),
                "one of: " + String.join(", ", known)));
  }
}
