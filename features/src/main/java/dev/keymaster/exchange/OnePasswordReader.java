package dev.keymaster.exchange;

import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** The {@code .1pux} file that 1Password exports: passwords, credentials, concealed fields. */
final class OnePasswordReader {
  private static final String DATA = "export.data";
  private static final int LARGEST = 64 << 20;
  private static final int MOST_ENTRIES = 10_000;

  /** What else is in it is unpacked too, to get past it. */
  private static final long MOST_PASSED = 256L << 20;

  private OnePasswordReader() {}

  static void read(byte[] bytes, Contents contents) {
    byte[] data = data(bytes);
    try (Tree tree = Tree.json(data)) {
      for (Tree.Branch account :
          tree.branch().orElseThrow(OnePasswordReader::other).branches("accounts")) {
        for (Tree.Branch vault : account.branches("vaults")) {
          vault.branches("items").forEach(item -> item(item, contents));
        }
      }
    } finally {
      Arrays.fill(data, (byte) 0);
    }
  }

  /** Unpacks what is wanted, and no more than that. */
  private static byte[] data(byte[] bytes) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      int seen = 0;
      long passed = 0;
      for (ZipEntry entry = zip.getNextEntry();
          entry != null && seen < MOST_ENTRIES;
          entry = zip.getNextEntry()) {
        if (entry.getName().equals(DATA)) {
          return bounded(zip);
        }
        seen++;
        passed += zip.skip(MOST_PASSED - passed + 1);
        if (passed > MOST_PASSED) {
          throw Bad.file("unpacks to more than 256 MiB", "export it without attachments");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw Bad.file("a damaged archive", "export it from 1Password anew");
    }
    throw other();
  }

  private static byte[] bounded(ZipInputStream zip) throws IOException {
    byte[] data = zip.readNBytes(LARGEST + 1);
    if (data.length > LARGEST) {
      Arrays.fill(data, (byte) 0);
      throw Bad.file("unpacks to more than 64 MiB", "export fewer vaults");
    }
    return data;
  }

  private static RuntimeException other() {
    return Bad.file("an archive, but none of 1Password: no export.data in it", "unpack it");
  }

  private static void item(Tree.Branch item, Contents contents) {
    String title = item.branch("overview").map(overview -> overview.plain("title")).orElse("");
    boolean active = !item.plain("state").equals("archived");
    if (active) {
      item.branch("details").ifPresent(details -> details(title, item, details, contents));
    }
  }

  private static void details(
      String title, Tree.Branch item, Tree.Branch details, Contents contents) {
    String address = item.branch("overview").map(overview -> overview.plain("url")).orElse("");
    String note = details.plain("notesPlain");
    String user = "";
    for (Tree.Branch field : details.branches("loginFields")) {
      user = field.plain("designation").equals("username") ? field.plain("value") : user;
    }
    Candidate.Said said = Logins.said(user, address, note);
    for (Tree.Branch field : details.branches("loginFields")) {
      if (field.plain("designation").equals("password")) {
        add(title, field.take("value"), Candidate.Form.LOGIN, said, contents);
      }
    }
    add(title, details.take("password"), Candidate.Form.LOGIN, said, contents);
    for (Tree.Branch section : details.branches("sections")) {
      section.branches("fields").forEach(field -> concealed(title, field, said, contents));
    }
  }

  private static void concealed(
      String title, Tree.Branch field, Candidate.Said said, Contents contents) {
    Secret value = field.branch("value").map(inner -> inner.take("concealed")).orElse(null);
    boolean credential = field.plain("id").equals("credential");
    add(
        credential ? title : title + " " + field.plain("title"),
        value,
        credential ? Candidate.Form.KEY : Candidate.Form.TITLE,
        said,
        contents);
  }

  private static void add(
      String name,
      @Nullable Secret value,
      Candidate.Form form,
      Candidate.Said said,
      Contents contents) {
    if (value != null && value.length() > 0) {
      contents.add(new Candidate(name, value, 0, form, said));
    }
  }
}
