package dev.keymaster.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.keymaster.net.HttpFields;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vendor's own test suite (vectors/sigv4/SOURCE.md). */
class SigV4Tests {
  private static final int VECTORS = 34;
  private static final SigV4 SIGNING = new SigV4("us-east-1", "service", "20150830T123600Z");

  /** The suite's example secret. */
  private static final String EXAMPLE = "wJalrXUtnFEMI" + "/K7MDENG+" + "bPxRfiCYEXAMPLEKEY";

  /** What the suite's tests put into the one request that does not have it. */
  private static final String SESSION =
      "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

  @TestFactory
  Stream<DynamicTest> a_request_is_signed_as_the_suite_says()
      throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(getClass().getResource("/vectors/sigv4")).toURI());
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> requests = files.filter(file -> file.toString().endsWith(".req")).toList();
      assertThat(requests).hasSize(VECTORS);
      return requests.stream()
          .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private static String beside(Path request, String ending) throws IOException {
    String name = request.getFileName().toString().replaceFirst("req$", ending);
    return Files.readString(request.resolveSibling(name)).replace("\r\n", "\n");
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file).replace("\r\n", "\n");
    int blank = text.indexOf("\n\n");
    String head = blank < 0 ? text : text.substring(0, blank);
    byte[] body = (blank < 0 ? "" : text.substring(blank + 2)).getBytes(UTF_8);
    List<String> lines = head.replaceAll("\n[ \t]+", " ").lines().toList();
    String first = lines.getFirst();
    String method = first.substring(0, first.indexOf(' '));
    String target = first.substring(first.indexOf(' ') + 1, first.lastIndexOf(" HTTP/1.1"));
    int mark = target.indexOf('?');
    HttpFields fields = HttpFields.NONE;
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      fields = fields.with(line.substring(0, colon), line.substring(colon + 1));
    }
    if (file.endsWith("get-vanilla-with-session-token.req")) {
      fields = fields.with("x-amz-security-token", SESSION);
    }
    String canonical =
        SigV4.canonical(
            method,
            mark < 0 ? target : target.substring(0, mark),
            mark < 0 ? "" : target.substring(mark + 1),
            fields,
            body);
    assertThat(canonical).isEqualTo(beside(file, "creq"));
    assertThat(SIGNING.toSign(canonical)).isEqualTo(beside(file, "sts"));
    assertThat(SIGNING.authorization("AKIDEXAMPLE", EXAMPLE.getBytes(UTF_8), fields, canonical))
        .isEqualTo(beside(file, "authz"));
  }
}
