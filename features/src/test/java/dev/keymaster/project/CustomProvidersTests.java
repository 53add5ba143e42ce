package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.catalogue.Call;
import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Reading;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomProvidersTests {
  private static final ServiceName ACME = new ServiceName("acme");

  private final Path file;
  private final Catalogue builtin = Catalogue.builtin();

  CustomProvidersTests(@TempDir Path folder) {
    file = folder.resolve("providers.yaml");
  }

  private Catalogue read(String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return CustomProviders.in(file, builtin);
  }

  @Test
  void an_entry_says_what_the_catalogue_says_of_others() throws IOException {
    Catalogue both =
        read(
            """
            acme:
              title: Acme Cloud
              base_url: https://API.acme.example/v1/
              variable: [ACME_API_KEY, ACME_TOKEN]
              auth: "Authorization: Bearer {key}"
              verify: GET /me?full=1
              valid: user.id
              account: user.mail
              invalid: [401, "403 error.code=gone"]
              prefix: acme_
              console: https://acme.example/keys
              tls: "1.2"
            """);
    Provider acme = both.provider(ACME).orElseThrow();
    assertThat(acme.title()).isEqualTo("Acme Cloud");
    assertThat(acme.baseUrl()).isEqualTo("https://api.acme.example/v1");
    assertThat(acme.verify()).isEqualTo(new Call("GET", "/me?full=1"));
    assertThat(acme.reading())
        .isEqualTo(
            new Reading(
                "user.id",
                "user.mail",
                List.of(new Reading.Sign(401, ""), new Reading.Sign(403, "error.code=gone"))));
    assertThat(acme.tls12()).isTrue();
    assertThat(acme.builtin()).isFalse();
    assertThat(acme.does()).containsExactly("verify");
    assertThat(both.variableFor(ACME, new KeyName("x"))).isEqualTo("ACME_API_KEY");
    assertThat(both.providers()).hasSize(builtin.providers().size() + 1);
    assertThat(both.providers().getFirst().builtin()).isTrue();
  }

  @Test
  void a_file_that_is_not_there_or_empty_adds_nothing() throws IOException {
    assertThat(CustomProviders.in(file, builtin)).isSameAs(builtin);
    assertThat(read("# nothing yet\n").providers()).hasSize(builtin.providers().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai:~  base_url: https://evil.example~  variable: X|line 1: openai is known already",
        "custom:~  base_url: https://a.example~  variable: X|line 1: custom is known already",
        "Acme:~  base_url: https://a.example~  variable: X|line 1: not a service name",
        "acme: yes|line 1: acme has to have lines",
        "acme:~  variable: X|line 1: acme lacks base_url",
        "acme:~  base_url: https://a.example|line 1: acme lacks variable",
        "acme:~  variable: X~  base_url: http://a.example|line 3: no address to send keys to",
        "acme:~  variable: X~  base_url: http://127.0.0.1.evil.example|line 3: no address",
        "acme:~  variable: 1X|line 2: not a variable line",
        "acme:~  colour: red|line 2: unknown line",
        "acme:~  verify: DELETE /me|line 2: not a verify line",
        "acme:~  auth: 'Authorization: Bearer'|line 2: not a auth line",
        "acme:~  title: {a: b}|line 2: not a title line",
        "acme:~  tls: 1.1|line 2: not a tls line",
        "acme:~  prefix: sk-|line 2: keys of",
        "acme:~  prefix: sk-proj-mine-|line 2: keys of OpenAI begin with sk-proj-",
        "acme:~  base_url: https://a.example~  variable: X~  verify: GET /me|line 1: acme can be",
        "acme:~  base_url: https://a.example~acme:~  variable: X|stands here twice"
      })
  void what_cannot_be_so_is_refused_with_its_line(String text, String problem) {
    assertThatThrownBy(() -> read(text.replace('~', '\n')))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("providers.yaml")
        .hasMessageContaining(problem);
  }

  @Test
  void an_entry_is_added_behind_what_is_there() throws IOException {
    read("# mine\nfirst: {base_url: https://a.example, variable: A}");
    Map<String, List<String>> parts =
        Map.of(
            "base_url", List.of("https://api.acme.example"),
            "variable", List.of("ACME_API_KEY"),
            "title", List.of("Acme: \"Cloud\""),
            "invalid", List.of("401", "402"));
    CustomProviders.add(file, builtin, ACME, parts);
    assertThat(Files.readString(file)).startsWith("# mine\nfirst: {base_url");
    Catalogue both = CustomProviders.in(file, builtin);
    assertThat(both.provider(ACME).orElseThrow().title()).isEqualTo("Acme: \"Cloud\"");
    assertThat(both.provider(new ServiceName("first"))).isPresent();
    assertThatThrownBy(() -> CustomProviders.add(file, builtin, ACME, parts))
        .hasMessage("a provider acme is known already");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void an_entry_that_cannot_be_so_leaves_the_file_as_it_is() throws IOException {
    read("# mine\n");
    assertThatThrownBy(() ->
            CustomProviders.add(
                file, builtin, ACME, Map.of("base_url", List.of("http://a.example"))))
        .isInstanceOf(KeymasterException.class);
    assertThat(Files.readString(file)).isEqualTo("# mine\n");
  }
}
