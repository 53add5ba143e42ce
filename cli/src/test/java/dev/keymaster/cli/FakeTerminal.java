package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Secret;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A person who types what was prepared. */
class FakeTerminal implements Terminal {
  final Set<Stream> streams = EnumSet.noneOf(Stream.class);
  final Deque<String> answers = new ArrayDeque<>();
  final List<String> prompts = new ArrayList<>();
  int columns = 80;

  @Override
  public boolean has(Stream stream) {
    return streams.contains(stream);
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public Optional<Secret> readHidden(String prompt) {
    prompts.add(prompt);
    return Optional.ofNullable(answers.poll()).map(a -> Secret.taking(a.getBytes(UTF_8)));
  }

  @Override
  public Optional<String> readLine(String prompt) {
    prompts.add(prompt);
    return Optional.ofNullable(answers.poll());
  }
}
