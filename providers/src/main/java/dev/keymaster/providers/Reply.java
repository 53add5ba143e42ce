package dev.keymaster.providers;

import java.util.function.Function;

/**
 * What came of asking a provider.
 *
 * @param <T> what a good answer says
 */
public sealed interface Reply<T> {
  /**
   * The provider answered.
   *
   * @param value what it said
   * @param limits what its headers said about rates
   */
  record Answer<T>(T value, RateLimits limits) implements Reply<T> {}

  /**
   * It did not answer what was asked.
   *
   * @param failure why
   */
  record Failed<T>(Failure failure) implements Reply<T> {}

  /** Keeps a failure, and makes something else of an answer. */
  default <U> Reply<U> map(Function<T, U> change) {
    return switch (this) {
      case Answer<T>(T value, RateLimits limits) -> new Answer<>(change.apply(value), limits);
      case Failed<T>(Failure failure) -> new Failed<>(failure);
    };
  }

  /** Keeps a failure, and goes on from an answer. */
  default <U> Reply<U> then(Function<Answer<T>, Reply<U>> next) {
    return switch (this) {
      case Answer<T> answer -> next.apply(answer);
      case Failed<T>(Failure failure) -> new Failed<>(failure);
    };
  }
}
