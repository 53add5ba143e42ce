package dev.keymaster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.WebAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTests {
  private static boolean asked(String exceptions, String address) {
    return Proxies.of(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "no_proxy", exceptions))
        .of(WebAddress.parse(address))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "'', https://api.example, true",
    "*, https://api.example, false",
    "api.example, https://api.example, false",
    "example, https://api.example, false",
    "'other, .example', https://api.example, false",
    "*.example, https://api.example, false",
    "ample, https://api.example, true",
    "api.example:443, https://api.example, false",
    "api.example:8443, https://api.example, true",
    "API.Example, https://api.example, false",
    "10.0.0.1, https://10.0.0.1, false",
    "'', https://localhost, false",
    "'', https://127.0.0.1:9, false",
    "'', http://127.0.0.1:9, false"
  })
  void what_is_asked_through_the_proxy(String exceptions, String address, boolean proxied) {
    assertThat(asked(exceptions, address)).isEqualTo(proxied);
  }

  @Test
  void small_letters_win_and_the_proxy_for_everything_comes_last() {
    Map<String, String> all = Map.of("ALL_PROXY", "http://all.example");
    Map<String, String> both =
        Map.of("https_proxy", "http://small.example:1", "HTTPS_PROXY", "http://large.example:2");
    WebAddress address = WebAddress.parse("https://api.example");
    assertThat(Proxies.of(all).of(address).orElseThrow().host()).isEqualTo("all.example");
    assertThat(Proxies.of(all).of(address).orElseThrow().port()).isEqualTo(8080);
    assertThat(Proxies.of(both).of(address).orElseThrow().host()).isEqualTo("small.example");
    assertThat(Proxies.of(Map.of()).of(address)).isEmpty();
  }

  @Test
  void a_proxy_of_another_kind_is_refused_without_its_password() {
    assertThatThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", "socks5://me:word@proxy.example")))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("word");
  }
}
