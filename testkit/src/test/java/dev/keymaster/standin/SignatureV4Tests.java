package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.net.HttpFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** AWS's published signatures (resources, {@code sigv4}) are taken, and no others. */
final class SignatureV4Tests {
  private static final String VALUE = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private static String resource(String name) {
    try (InputStream in = SignatureV4Tests.class.getResourceAsStream("sigv4/" + name)) {
      return in == null ? "" : new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> published_signatures_are_taken() {
    List<String> names = resource("names").lines().toList();
    assertThat(names).hasSize(22);
    return names.stream().map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
  }

  private static void check(String name) {
    String[] parts = resource(name + ".req").replace("\r", "").split("\n\n", 2);
    List<String> lines = parts[0].lines().toList();
    HttpFields fields = HttpFields.NONE;
    for (String line : lines.subList(1, lines.size())) {
      fields =
          fields.with(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
    }
    String[] request = lines.getFirst().split(" ", -1);
    String[] target = request[1].split("\\?", 2);
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String one : (target.length == 1 ? "" : target[1]).split("&", -1)) {
      if (!one.isEmpty()) {
        String[] both = one.split("=", 2);
        String parameter = URLDecoder.decode(both[0], UTF_8);
        String value = both.length == 1 ? "" : URLDecoder.decode(both[1], UTF_8);
        query.merge(
            parameter, List.of(value), (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
      }
    }
    SignatureV4 claim = SignatureV4.parse(resource(name + ".authz").strip());
    String payload = Values.sha256(parts.length == 1 ? "" : parts[1]);
    String canonical =
        claim.canonicalRequest(
            request[0], target[0], SignatureV4.canonical(query), fields, payload);
    assertThat(canonical).isEqualTo(resource(name + ".creq").replace("\r", ""));
    assertThat(claim.madeBy(VALUE, "20150830T123600Z", canonical)).isTrue();
    assertThat(claim.madeBy(VALUE + "x", "20150830T123600Z", canonical)).isFalse();
    assertThat(claim.madeBy(VALUE, "20150830T123601Z", canonical)).isFalse();
  }
}
