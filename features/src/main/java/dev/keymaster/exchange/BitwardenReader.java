package dev.keymaster.exchange;

import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import java.util.List;

/** The JSON that Bitwarden exports without encryption: logins and hidden fields. */
final class BitwardenReader {
  private static final int HIDDEN = 1;

  private BitwardenReader() {}

  static void read(Tree tree, Contents contents) {
    Tree.Branch top =
        tree.branch().orElseThrow(() -> Bad.file("not an export of Bitwarden", "--format json"));
    if (top.flag("encrypted")) {
      throw Bad.file(
          "this export of Bitwarden is encrypted, which only Bitwarden opens",
          "bw export --format json, without a password; delete the file afterwards");
    }
    top.branches("items").forEach(item -> item(item, contents));
  }

  private static void item(Tree.Branch item, Contents contents) {
    String title = item.plain("name");
    item.branch("login").ifPresent(login -> login(title, item, login, contents));
    for (Tree.Branch field : item.branches("fields")) {
      Secret value = field.number("type") == HIDDEN ? field.take("value") : null;
      if (value != null) {
        contents.add(title + " " + field.plain("name"), value, 0, Candidate.Form.TITLE);
      }
    }
  }

  private static void login(String title, Tree.Branch item, Tree.Branch login, Contents contents) {
    Secret value = login.take("password");
    if (value == null) {
      return;
    }
    List<Tree.Branch> addresses = login.branches("uris");
    String address = addresses.isEmpty() ? "" : addresses.getFirst().plain("uri");
    Candidate.Said said = Logins.said(login.plain("username"), address, item.plain("notes"));
    contents.add(new Candidate(title, value, 0, Candidate.Form.LOGIN, said));
  }
}
