package dev.keymaster.cli;

import dev.keymaster.ide.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code ide detect}. */
@Command(
    description =
        "Lists the editors and coding agents that are used here, and whether they are set up.",
    footer = {"  keymaster ide detect", "  keymaster ide detect --json"})
final class IdeDetectVerb extends Verb {
  @Override
  int run(Session session) {
    IdeTools tools = new IdeTools(session);
    Table table = new Table("NAME", "TOOL", "SET UP", "FOUND BY");
    List<Json> rows = new ArrayList<>();
    for (Tool tool : Tool.values()) {
      Optional<String> sign = tools.sign(tool);
      if (sign.isPresent()) {
        boolean done = tools.isSetUp(tool);
        table.row(tool.word(), tool.title(), done ? "yes" : "no", sign.get());
        rows.add(
            Json.object()
                .set("name", tool.word())
                .set("title", tool.title())
                .set("set_up", done)
                .set("found_by", sign.get()));
      }
    }
    if (session.output().json()) {
      session.output().json(Json.document("ide").objects("tools", rows));
    } else if (rows.isEmpty()) {
      session.output().note("no editor and no coding agent that is known was found");
    } else {
      session.print(table);
    }
    return 0;
  }
}
