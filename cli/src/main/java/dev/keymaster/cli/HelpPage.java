package dev.keymaster.cli;

/** The page of {@code keymaster --help}. */
final class HelpPage {
  private static final String GLOBALS =
      """

      Options of every command
        --env ENV               environment; otherwise the project's, otherwise dev
        --json                  one JSON document instead of text; errors too
        --color WHEN            auto, always or never
        --no-input              never ask: fail with exit code 4 instead
        --passphrase-fd N       read the passphrase from this file descriptor
        --passphrase-file PATH  read the passphrase from this file
        --mfa-fd N              read the code of the second factor from this descriptor
        --debug                 write what went wrong inside to the log file
        -h, --help              help on a command, with examples
      """;

  private static final int WIDTH = 24;

  private HelpPage() {}

  /** Returns the page. */
  static String text() {
    StringBuilder page = new StringBuilder("Usage: keymaster COMMAND [OPTIONS] [ARGUMENTS]\n");
    for (Verbs.Group group : Verbs.Group.values()) {
      String lines = lines(group);
      if (!lines.isEmpty()) {
        page.append('\n').append(group.title).append('\n').append(lines);
      }
    }
    return page + GLOBALS;
  }

  private static String lines(Verbs.Group group) {
    StringBuilder lines = new StringBuilder();
    for (Verbs.Entry entry : Verbs.ALL) {
      if (entry.group() == group) {
        lines.append("  ").append(entry.name());
        lines.repeat(' ', WIDTH - entry.name().length()).append(entry.summary()).append('\n');
      }
    }
    return lines.toString();
  }
}
