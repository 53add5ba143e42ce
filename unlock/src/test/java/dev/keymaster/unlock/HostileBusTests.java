package dev.keymaster.unlock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.bus.BusWriter;
import dev.keymaster.bus.FakeBus;
import dev.keymaster.bus.FakeBus.Script;
import dev.keymaster.bus.FakeBus.Service;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bus or a service on it that stalls, lies, floods or breaks off never hangs or harms us. */
@Timeout(60)
final class HostileBusTests {
  private static final KeychainItem ITEM = new KeychainItem(Slots.VAULT, Slots.ID);
  private static final String PROMPT = "org.freedesktop.Secret.Prompt";
  private static final Duration SHORT = Duration.ofMillis(400);

  @TempDir Path directory;

  private static Keychain keychain(FakeBus bus, Duration patience) {
    return new SecretServiceKeychain(bus.socket(), SHORT, patience);
  }

  private static void refused(Keychain keychain, String because) {
    assertThatThrownBy(() -> keychain.get(ITEM))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.LOCKED);
              assertThat(e.getMessage()).contains(because).doesNotContain("canary", "\u001b");
            });
  }

  /** A script that swallows what it is sent and says nothing. */
  private static void silence(InputStream in, OutputStream out) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static Script saying(byte[] bytes) {
    return (in, out) -> {
      out.write(bytes);
      silence(in, out);
    };
  }

  private static Script greeting(byte[] bytes) {
    return FakeBus.authenticated(saying(bytes));
  }

  private static byte[] head(int type, int version, int body, int fields) {
    BusWriter head = new BusWriter().u8('l').u8(type).u8(0).u8(version);
    return head.u32(body).u32(1).u32(fields).toBytes();
  }

  private static byte[] noise() {
    byte[] noise = new byte[1 << 16];
    new Random(5).nextBytes(noise);
    return noise;
  }

  private static Map<String, Script> buses() {
    byte[] hello = FakeBus.reply(1, "s", to -> to.string(":1.1"));
    Map<String, Script> buses = new LinkedHashMap<>();
    buses.put("hangs up at once", (in, out) -> {});
    buses.put("never says a word", HostileBusTests::silence);
    buses.put("rejects us", saying("REJECTED EXTERNAL\r\n".getBytes(US_ASCII)));
    buses.put("writes a line without end", saying("x".repeat(1 << 16).getBytes(US_ASCII)));
    buses.put("writes noise", saying(noise()));
    buses.put("hangs up after the greeting", FakeBus.authenticated((in, out) -> {}));
    buses.put("stalls after the greeting", FakeBus.authenticated(HostileBusTests::silence));
    buses.put("writes noise after the greeting", greeting(noise()));
    buses.put("announces a body of 2 GiB", greeting(head(2, 1, Integer.MAX_VALUE, 0)));
    buses.put("announces a negative body", greeting(head(2, 1, -1, 0)));
    buses.put("announces 2 GiB of fields", greeting(head(2, 1, 0, Integer.MAX_VALUE)));
    buses.put("announces negative fields", greeting(head(2, 1, 0, -8)));
    buses.put("speaks another version", greeting(head(2, 9, 0, 0)));
    buses.put("breaks off in a message", greeting(Arrays.copyOf(hello, hello.length - 3)));
    buses.put("answers with other types", greeting(FakeBus.reply(1, "u", to -> to.u32(7))));
    buses.put("answers another call", greeting(FakeBus.reply(77, "s", to -> to.string(":1"))));
    buses.put("floods with signals", FakeBus.authenticated(HostileBusTests::flood));
    return buses;
  }

  private static void flood(InputStream in, OutputStream out) throws IOException {
    byte[] signal = FakeBus.signal("/x", "a.b", "C", "", to -> {});
    while (true) {
      out.write(signal);
    }
  }

  @Test
  void SL5_no_bus_can_hang_or_crash_us() throws Exception {
    for (Map.Entry<String, Script> entry : buses().entrySet()) {
      Path place = Files.createTempDirectory(directory, "bus");
      try (FakeBus bus = new FakeBus(place, entry.getValue())) {
        Keychain keychain = keychain(bus, Duration.ZERO);
        refused(keychain, "the keychain is broken");
        assertThat(keychain.probe().availability())
            .as(entry.getKey())
            .isEqualTo(Availability.BROKEN);
        assertThatThrownBy(() -> keychain.delete(ITEM)).isInstanceOf(KeymasterException.class);
      }
    }
  }

  @Test
  void bus_of_somebody_else_is_not_talked_to() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (FakeBus bus = new FakeBus(directory, (in, out) -> connections.incrementAndGet())) {
      Files.setAttribute(bus.socket(), "unix:uid", 65534);
      refused(keychain(bus, Duration.ZERO), "belongs to somebody else");
    }
    assertThat(connections).hasValue(0);
  }

  @Test
  void every_answer_of_the_service_cut_short_is_refused() throws Exception {
    Map<String, String> signatures =
        Map.of("OpenSession", "vo", "SearchItems", "aoao", "GetSecret", "(oayays)");
    for (Map.Entry<String, String> entry : signatures.entrySet()) {
      Path place = Files.createTempDirectory(directory, "bus");
      Service service = new Service().answer(entry.getKey(), entry.getValue(), to -> to.u32(3));
      try (FakeBus bus = new FakeBus(place, service)) {
        refused(keychain(bus, Duration.ZERO), "malformed answer");
      }
    }
  }

  @Test
  void lies_about_lengths_texts_and_paths_are_refused() throws Exception {
    Map<String, Service> services = new LinkedHashMap<>();
    services.put("array longer than the message", search(to -> to.u32(1 << 20).u32(0)));
    services.put("negative array", search(to -> to.u32(-4).u32(0)));
    services.put("path with a quote", search(to -> Service.paths(Service.paths(to, "/a'b"))));
    services.put("path that is none", search(to -> Service.paths(Service.paths(to, "item"))));
    services.put("string longer than the message", search(to -> to.u32(8).u32(99).u32(0)));
    byte[] unended = {'/', 'a', 'b', 'c', 'd'};
    services.put("string without end", search(to -> to.u32(9).u32(4).raw(unended).u32(0)));
    byte[] broken = {'/', (byte) 0xC3, 0};
    services.put("broken UTF-8", search(to -> to.u32(7).u32(2).raw(broken).u32(0)));
    services.put(
        "session of another type",
        new Service().answer("OpenSession", "vo", to -> to.signature("u").u32(1).string("/s")));
    for (Map.Entry<String, Service> entry : services.entrySet()) {
      Path place = Files.createTempDirectory(directory, "bus");
      try (FakeBus bus = new FakeBus(place, entry.getValue())) {
        refused(keychain(bus, Duration.ZERO), "malformed answer");
      }
    }
  }

  private static Service search(java.util.function.Consumer<BusWriter> body) {
    return new Service().answer("SearchItems", "aoao", body);
  }

  @Test
  void value_that_keymaster_did_not_write_is_refused_and_not_repeated() throws Exception {
    for (String text : new String[] {"", "sk-canary !", "===="}) {
      Path place = Files.createTempDirectory(directory, "bus");
      Service service =
          new Service().answer("GetSecret", "(oayays)", to -> Service.secret(to, text));
      try (FakeBus bus = new FakeBus(place, service)) {
        refused(keychain(bus, Duration.ZERO), "is not what Keymaster wrote");
      }
    }
  }

  @Test
  void item_that_goes_away_between_two_calls_is_empty() throws Exception {
    Service service = new Service();
    service.answers.remove("GetSecret");
    service.answers.remove("Delete");
    try (FakeBus bus = new FakeBus(directory, service)) {
      Keychain keychain = keychain(bus, Duration.ZERO);
      assertThat(keychain.get(ITEM)).isEmpty();
      keychain.delete(ITEM);
    }
    assertThat(service.calls).contains("GetSecret", "Delete");
  }

  @Test
  void collection_that_goes_away_while_storing_is_an_error() throws Exception {
    Service service = new Service();
    service.answers.remove("CreateItem");
    try (FakeBus bus = new FakeBus(directory, service);
        Secret key = Slots.key()) {
      Keychain keychain = keychain(bus, Duration.ZERO);
      assertThatThrownBy(() -> keychain.set(ITEM, key))
          .hasMessage("the keychain is broken: answered with an error");
    }
  }

  @Test
  void service_that_keeps_something_else_is_found_out() throws Exception {
    Service service = new Service();
    try (FakeBus bus = new FakeBus(directory, service);
        Secret key = Slots.key()) {
      KeychainSource source = new KeychainSource(keychain(bus, Duration.ZERO));
      assertThatThrownBy(() -> source.store(Slots.VAULT, Slots.keychain(Slots.ID), key))
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.FAILURE))
          .hasMessage("the keychain did not keep what it was given");
    }
    assertThat(service.calls).contains("Delete");
  }

  private static Service lockedService() {
    return new Service()
        .answer("SearchItems", "aoao", to -> Service.paths(Service.paths(to), "/item"));
  }

  private static byte[] completed(String path, boolean dismissed) {
    return FakeBus.signal(
        path, PROMPT, "Completed", "bv", to -> to.bool(dismissed).signature("b").bool(false));
  }

  @Test
  void locked_keychain_is_not_prompted_for_without_patience() throws Exception {
    Service service = lockedService();
    try (FakeBus bus = new FakeBus(directory, service)) {
      refused(keychain(bus, Duration.ZERO), "the keychain is locked");
    }
    assertThat(service.calls).contains("Dismiss").doesNotContain("Prompt");
  }

  @Test
  void prompt_that_a_person_answers_opens_the_item() throws Exception {
    Service service = lockedService().signal("Prompt", completed("/prompt", false));
    try (FakeBus bus = new FakeBus(directory, service)) {
      try (Secret key = keychain(bus, SHORT).get(ITEM).orElseThrow()) {
        assertThat(key.reveal()).containsExactly(0, 0xFF);
      }
    }
    assertThat(service.calls).containsSubsequence("Unlock", "AddMatch", "Prompt", "GetSecret");
  }

  @Test
  void prompt_that_a_person_dismisses_is_locked() throws Exception {
    Service service = lockedService().signal("Prompt", completed("/prompt", true));
    try (FakeBus bus = new FakeBus(directory, service)) {
      refused(keychain(bus, SHORT), "the keychain is locked");
    }
  }

  @Test
  void prompt_that_nobody_answers_is_taken_away() throws Exception {
    Service service = lockedService().signal("Prompt", completed("/other", false));
    try (FakeBus bus = new FakeBus(directory, service)) {
      refused(keychain(bus, SHORT), "the keychain is locked");
    }
    assertThat(service.calls).endsWith("Prompt", "Dismiss");
  }

  @Test
  void item_still_locked_after_the_prompt_is_locked() throws Exception {
    Service service = lockedService().signal("Prompt", completed("/prompt", false));
    service.errors.put("GetSecret", "org.freedesktop.Secret.Error.IsLocked");
    try (FakeBus bus = new FakeBus(directory, service)) {
      refused(keychain(bus, SHORT), "the keychain is locked");
    }
  }

  @Test
  void keychain_that_shows_nothing_while_locked_is_locked_and_not_empty() throws Exception {
    Service service =
        search(to -> Service.paths(Service.paths(to)))
            .answer("Get", "v", to -> to.signature("b").bool(true));
    try (FakeBus bus = new FakeBus(directory, service)) {
      Keychain keychain = keychain(bus, Duration.ZERO);
      refused(keychain, "the keychain is locked");
      assertThat(keychain.probe().availability()).isEqualTo(Availability.INTERACTIVE);
    }
  }

  @Test
  void property_of_another_type_is_refused() throws Exception {
    Service service = new Service().answer("Get", "v", to -> to.variant("yes"));
    try (FakeBus bus = new FakeBus(directory, service)) {
      assertThat(keychain(bus, Duration.ZERO).probe().reason())
          .isEqualTo("the keychain is broken: malformed answer");
    }
  }

  @Test
  void service_that_answers_with_an_error_is_broken() throws Exception {
    Service service = new Service();
    service.answers.remove("ReadAlias");
    try (FakeBus bus = new FakeBus(directory, service)) {
      assertThat(keychain(bus, Duration.ZERO).probe().reason())
          .isEqualTo("the keychain answered with an error");
    }
  }
}
