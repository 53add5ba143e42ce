package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.project.Candidate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code ~/.aws/credentials}: one key for each profile, its id beside it; keys with a session token
 * end by themselves and are left out.
 */
final class AwsReader implements AutoCloseable {
  private static final ServiceName AWS = new ServiceName("aws");

  private final Contents contents;
  private String profile = "";
  private String id = "";
  private boolean temporary;
  private int line;
  private int found;
  private @Nullable Secret value;

  private AwsReader(Contents contents) {
    this.contents = contents;
  }

  static void read(byte[] bytes, Contents contents) {
    try (AwsReader reader = new AwsReader(contents)) {
      for (int start = 0; start < bytes.length; ) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
          end++;
        }
        byte[] text = Arrays.copyOfRange(bytes, start, end);
        reader.line++;
        reader.line(text);
        Arrays.fill(text, (byte) 0);
        start = end + 1;
      }
      reader.endProfile();
    }
  }

  private void line(byte[] text) {
    int start = skipBlanks(text, 0);
    if (start == text.length || text[start] == '#' || text[start] == ';') {
      return;
    }
    if (text[start] == '[') {
      section(new String(text, start, text.length - start, UTF_8).strip());
      return;
    }
    int equals = start;
    while (equals < text.length && text[equals] != '=') {
      equals++;
    }
    if (equals == text.length || profile.isEmpty()) {
      throw Bad.line(line, "neither [profile] nor NAME = VALUE", "aws configure writes such files");
    }
    String name = new String(text, start, equals - start, UTF_8).strip().toLowerCase(Locale.ROOT);
    assign(name, text, skipBlanks(text, equals + 1));
  }

  private void section(String header) {
    endProfile();
    if (!header.matches("\\[[^\\]]{1,200}\\].*")) {
      throw Bad.line(line, "a profile's name is not closed", "write [NAME]");
    }
    String name = header.substring(1, header.indexOf(']')).strip();
    profile = name.startsWith("profile ") ? name.substring("profile ".length()).strip() : name;
  }

  private void assign(String name, byte[] text, int start) {
    int end = text.length;
    while (end > start
        && (text[end - 1] == ' ' || text[end - 1] == '\r' || text[end - 1] == '\t')) {
      end--;
    }
    switch (name) {
      case "aws_access_key_id" -> id = new String(text, start, end - start, UTF_8);
      case "aws_session_token" -> temporary = true;
      case "aws_secret_access_key" -> {
        close();
        value = Secret.taking(Arrays.copyOfRange(text, start, end));
        found = line;
      }
      default -> {} // regions and the like
    }
  }

  private void endProfile() {
    Secret secret = value;
    if (secret != null) {
      contents.add(new Candidate("[" + profile + "]", secret, found, Candidate.Form.KEY, said()));
    }
    value = null;
    id = "";
    temporary = false;
  }

  private Candidate.Said said() {
    if (temporary) {
      return Candidate.Said.skipped("temporary: it has a session token and ends by itself");
    }
    String plain = profile.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    KeyName name = new KeyName(profile.equals("default") ? "aws" : "aws-" + plain);
    return new Candidate.Said(
        name, AWS, "", id.isEmpty() ? Map.of() : Map.of("access_key_id", id), "");
  }

  private static int skipBlanks(byte[] text, int from) {
    int at = from;
    while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) {
      at++;
    }
    return at;
  }

  @Override
  public void close() {
    Secret secret = value;
    if (secret != null) {
      secret.close();
    }
  }
}
