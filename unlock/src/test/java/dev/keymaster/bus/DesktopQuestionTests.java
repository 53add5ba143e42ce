package dev.keymaster.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.bus.FakeBus.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notification with buttons, on a bus where anybody may say anything. */
class DesktopQuestionTests {
  private static final String PATH = "/org/freedesktop/Notifications";
  private static final String NAME = "org.freedesktop.Notifications";
  private static final NavigableMap<String, String> BUTTONS =
      new TreeMap<>(Map.of("yes", "Allow", "no", "Deny"));

  private static final DesktopNotices.Question QUESTION =
      new DesktopNotices.Question("Keymaster asks", "Allow <it>?", BUTTONS);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir Path folder;

  private static Service desktop(byte[] signals) {
    return new Service()
        .answer("GetCapabilities", "as", to -> Service.paths(to, "body", "actions"))
        .answer("Notify", "u", to -> to.u32(7))
        .answer("CloseNotification", "", to -> {})
        .signal("Notify", signals);
  }

  private static byte[] pressed(int id, String button) {
    return signal("ActionInvoked", "us", to -> to.u32(id).string(button));
  }

  private static byte[] closed(int id) {
    return signal("NotificationClosed", "uu", to -> to.u32(id).u32(2));
  }

  private static byte[] signal(String member, String types, Consumer<BusWriter> body) {
    return FakeBus.signal(PATH, NAME, member, types, body);
  }

  private static byte[] joined(byte[]... parts) {
    BusWriter all = new BusWriter();
    List.of(parts).forEach(all::raw);
    return all.toBytes();
  }

  /** As somebody else on the bus sends it: the bus puts his name on it. */
  private static byte[] forged(byte[] signal) {
    String text = new String(signal, java.nio.charset.StandardCharsets.ISO_8859_1);
    return text.replace(":1.0", ":1.6").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private Optional<String> ask(Service service, Duration patience) throws IOException {
    return ask(service, patience, () -> false);
  }

  private Optional<String> ask(Service service, Duration patience, BooleanSupplier over)
      throws IOException {
    Path place = Files.createTempDirectory(folder, "bus");
    try (FakeBus bus = new FakeBus(place, service)) {
      Map<String, String> variables =
          Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + bus.socket());
      int uid = (int) Files.getAttribute(folder, "unix:uid");
      return DesktopNotices.of(variables, uid).orElseThrow().ask(QUESTION, LONG, patience, over);
    }
  }

  @Test
  void the_button_that_was_pressed_is_the_answer() throws IOException {
    assertThat(ask(desktop(pressed(7, "yes")), LONG)).contains("yes");
    assertThat(ask(desktop(joined(pressed(6, "yes"), pressed(7, "no"))), LONG)).contains("no");
  }

  @Test
  void closing_it_or_a_button_that_is_none_says_nothing() throws IOException {
    assertThat(ask(desktop(joined(closed(6), closed(7), pressed(7, "yes"))), LONG)).isEmpty();
    assertThat(ask(desktop(pressed(7, "default")), LONG)).isEmpty();
  }

  @Test
  void nobody_but_the_desktop_itself_presses_a_button() throws IOException {
    byte[] signals = joined(forged(pressed(7, "yes")), forged(closed(7)), pressed(7, "no"));
    assertThat(ask(desktop(signals), LONG)).contains("no");
  }

  @Test
  void what_is_not_answered_in_time_is_taken_away_and_says_nothing() throws IOException {
    Service desktop = desktop(pressed(8, "yes"));
    assertThat(ask(desktop, SHORT)).isEmpty();
    assertThat(desktop.calls).endsWith("Notify", "CloseNotification");
  }

  @Test
  void a_question_that_is_answered_elsewhere_is_taken_away() throws IOException {
    Service desktop = desktop(pressed(8, "yes"));
    int[] looks = {0};
    assertThat(ask(desktop, LONG, () -> ++looks[0] > 1)).isEmpty();
    assertThat(desktop.calls).endsWith("Notify", "CloseNotification");
  }

  @Test
  void a_desktop_without_buttons_cannot_be_asked() {
    Service plain =
        desktop(pressed(7, "yes")).answer("GetCapabilities", "as", to -> Service.paths(to, "body"));
    assertThatThrownBy(() -> ask(plain, LONG)).hasMessage("the desktop shows no buttons");
    assertThat(plain.calls).doesNotContain("Notify");
  }
}
