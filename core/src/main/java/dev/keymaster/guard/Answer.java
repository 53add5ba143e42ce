package dev.keymaster.guard;

import dev.keymaster.model.KeymasterException;
import org.jspecify.annotations.Nullable;

/** What came of a request within a commit: a refusal is recorded there, and thrown after it. */
sealed interface Answer<T> {
  /** Returns what was asked for, or throws the refusal. */
  T get();

  /** It was done. */
  record Done<T>(T value) implements Answer<T> {
    @Override
    public T get() {
      return value;
    }
  }

  /** It was not. */
  record Refused<T>(KeymasterException why) implements Answer<T> {
    @Override
    public T get() {
      throw why;
    }
  }

  /** Done, or refused if there is a reason. */
  static <T> Answer<T> of(
      @Nullable KeymasterException refusal, java.util.function.Supplier<T> body) {
    return refusal == null ? new Done<>(body.get()) : new Refused<>(refusal);
  }
}
