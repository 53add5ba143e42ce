package dev.keymaster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.providers.Failure;
import dev.keymaster.providers.RateLimits;
import dev.keymaster.providers.Reply;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** G9: in an emergency no provider holds up the others. */
class PatienceTests {
  private final CountDownLatch over = new CountDownLatch(1);

  private Reply<String> answer() {
    return new Reply.Answer<>("done", RateLimits.NONE);
  }

  private Reply<String> late() {
    try {
      over.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer();
  }

  private static Failure.Kind failure(Reply<String> reply) {
    return reply instanceof Reply.Failed<String>(Failure failure)
        ? failure.kind()
        : throwUnexpected(reply);
  }

  private static Failure.Kind throwUnexpected(Reply<String> reply) {
    throw new AssertionError(reply);
  }

  @Test
  void G9_a_provider_that_let_one_time_pass_is_not_asked_again() {
    Patience patience = new Patience(Duration.ofMillis(20));
    try {
      assertThat(failure(patience.of(FakeVendor.NAME, this::late)))
          .as("it may be done or not")
          .isEqualTo(Failure.Kind.UNCERTAIN);
      assertThat(failure(patience.of(FakeVendor.NAME, this::answer)))
          .isEqualTo(Failure.Kind.UNAVAILABLE);
    } finally {
      over.countDown();
    }
  }

  @Test
  void an_answer_in_time_is_the_answer_and_a_bug_stays_one() {
    Patience patience = new Patience(Duration.ofSeconds(60));
    assertThat(patience.of(FakeVendor.NAME, this::answer)).isEqualTo(answer());
    assertThatThrownBy(() ->
            patience.of(
                FakeVendor.NAME,
                () -> {
                  throw new IllegalStateException("a bug");
                }))
        .isInstanceOf(IllegalStateException.class);
  }
}
