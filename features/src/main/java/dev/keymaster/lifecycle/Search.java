package dev.keymaster.lifecycle;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.providers.Failure;
import dev.keymaster.providers.IssuedKey;
import dev.keymaster.providers.Reply;
import dev.keymaster.providers.Revoked;
import dev.keymaster.providers.Vendor;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a key that a provider may have made although its answer was lost, and ends it. One that
 * may be somebody else's is named and left alone.
 */
final class Search {
  private final Talk talk;
  private final Book book;
  private final InstantSource clock;

  Search(Talk talk, Book book, InstantSource clock) {
    this.talk = talk;
    this.book = book;
    this.clock = clock;
  }

  Progress find(Entry at) {
    Reply<List<IssuedKey>> listed = talk.asking(at, "look for " + at.label(), Vendor::issued);
    return switch (listed) {
      case Reply.Failed<List<IssuedKey>>(Failure failure)
          when failure.kind() == Failure.Kind.UNSUPPORTED ->
          book.close(
              at,
              Ending.FAILED,
              "the answer was lost, and it lists no keys: look for one at " + talk.console(at));
      case Reply.Failed<List<IssuedKey>>(Failure failure) -> notFound(at, failure.message());
      case Reply.Answer<List<IssuedKey>>(List<IssuedKey> keys, var limits) -> among(at, keys);
    };
  }

  private Progress among(Entry at, List<IssuedKey> keys) {
    Set<Map<String, String>> known = talk.known();
    List<IssuedKey> lost = Steps.lost(at, at.label(), keys, known);
    return switch (lost.size()) {
      case 0 -> nameless(at, Steps.lost(at, "", keys, known));
      case 1 -> end(at, lost.getFirst());
      default -> notFound(at, lost.size() + " keys there are called " + at.label());
    };
  }

  private Progress nameless(Entry at, List<IssuedKey> keys) {
    if (keys.isEmpty()) {
      return notFound(at, null);
    }
    String hints = keys.stream().map(IssuedKey::hint).collect(Collectors.joining(", "));
    return notFound(at, "the answer was lost; if nobody else made it, end it there: " + hints);
  }

  private Progress end(Entry at, IssuedKey key) {
    return switch (talk.revoke(at, key.id())) {
      case Reply.Failed<Revoked>(Failure failure) -> notFound(at, failure.message());
      case Reply.Answer<Revoked> done -> {
        String what = "the answer was lost; the key that was made is revoked";
        book.record(at, EventKind.REVOKE, what);
        yield book.close(at, Ending.FAILED, what);
      }
    };
  }

  private Progress notFound(Entry at, @Nullable String failure) {
    Optional<Entry> next = Steps.notFound(at, failure, clock.instant());
    book.advance(at, commit -> next);
    String note = failure == null ? "no key was made" : failure;
    return new Progress(at.ref(), Ending.FAILED, note, null);
  }
}
