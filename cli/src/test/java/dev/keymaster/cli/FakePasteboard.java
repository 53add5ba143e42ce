package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Secret;
import java.time.Duration;
import java.util.List;

/** A clipboard in memory. */
final class FakePasteboard implements Pasteboard {
  String content = "";
  Duration clearAfter = Duration.ZERO;
  boolean verified = true;
  List<String> tools = List.of("xclip");

  @Override
  public List<String> tools() {
    return tools;
  }

  @Override
  public Secret paste() {
    return Secret.copyOf(content.getBytes(UTF_8));
  }

  @Override
  public Copied copy(Secret value, Duration after) {
    content = new String(value.reveal(), UTF_8);
    clearAfter = after;
    return new Copied("xclip", verified, verified && after.isPositive());
  }
}
