package dev.keymaster.cli;

import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code history NAME}. */
@Command(
    description = "Newest first. A destroyed version keeps its number; its value is gone.",
    footer = {"  keymaster history openai", "  keymaster history openai --json"})
final class HistoryVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "name of the key, or km://ENV/NAME")
  String name = "";

  @Override
  int run(Session session) {
    KeyRecord key = session.names().show(session.names().keyRef(name));
    List<KeyVersion> newestFirst = key.versions().reversed();
    if (session.output().json()) {
      session.output().json(json(key, newestFirst));
    } else {
      session.print(table(newestFirst));
    }
    return 0;
  }

  private static Json json(KeyRecord key, List<KeyVersion> newestFirst) {
    return Json.document("history")
        .set("environment", key.environment().value())
        .set("name", key.name().value())
        .objects("versions", newestFirst.stream().map(KeyJson::version).toList());
  }

  private static String provider(@Nullable Issued issued) {
    return issued == null ? "-" : KeyJson.word(issued.state()) + " at " + issued.service();
  }

  /** Who made it is shown where a provider did. */
  private static Table table(List<KeyVersion> newestFirst) {
    boolean issued = newestFirst.stream().anyMatch(version -> version.issued() != null);
    List<String> headings =
        new ArrayList<>(List.of("VERSION", "STATE", "VALUE", "BYTES", "STORED"));
    if (issued) {
      headings.add("PROVIDER");
    }
    Table table = new Table(headings.toArray(String[]::new));
    for (KeyVersion version : newestFirst) {
      table.row(cells(version, issued));
    }
    return table;
  }

  private static String[] cells(KeyVersion version, boolean issued) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                "#" + version.number(),
                KeyJson.word(version.state()),
                version.hint(),
                Integer.toString(version.length()),
                Ages.second(version.created())));
    if (issued) {
      cells.add(provider(version.issued()));
    }
    return cells.toArray(String[]::new);
  }
}
