package dev.keymaster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.lifecycle.Breaking.How;
import dev.keymaster.lifecycle.FakeVendor.Fault;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.providers.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that can go wrong, at every step: each call of the provider fails in every way, before
 * and after it did its work; the process dies before and after each call and each commit; each
 * commit fails, truly or only in appearance. Whatever happens, what is handed out is good, no key
 * is at the provider that the vault would not find, and the provider is asked once.
 */
class InterruptionTests {
  /** What is done to a key. */
  enum Deed {
    MINT,
    ROTATE,
    ROTATE_WITH_GRACE,
    REMOVE,
    CHILD;

    void done(Trial trial) {
      switch (this) {
        case MINT -> trial.lifecycle.mint(Trial.REF, Trial.DETAILS, Terms.NONE);
        case ROTATE -> trial.lifecycle.rotate(Trial.REF, Duration.ZERO);
        case ROTATE_WITH_GRACE -> rotateWithGrace(trial);
        case REMOVE -> trial.lifecycle.remove(Trial.REF);
        case CHILD -> child(trial);
      }
    }

    private static void rotateWithGrace(Trial trial) {
      trial.lifecycle.rotate(Trial.REF, Duration.ofMinutes(5));
      trial.check();
      trial.wait(Duration.ofMinutes(5));
      trial.lifecycle.resume();
    }

    private static void child(Trial trial) {
      Map<String, String> terms = Map.of("mint.lifetime", "PT1H");
      KeyName name = new KeyName("run-1");
      Holder program = new Holder(trial.process, Instant.EPOCH);
      var ref = trial.lifecycle.children().make(FakeVendor.NAME, terms, name, program);
      trial.lifecycle.children().value(ref, "tests").close();
      trial.lifecycle.children().end(ref);
    }

    Trial ready() {
      Trial trial = new Trial();
      if (this != MINT && this != CHILD) {
        trial.lifecycle.mint(Trial.REF, Trial.DETAILS, Terms.NONE);
        trial.asked = this == REMOVE ? 1 : 2;
      }
      trial.vendor.calls.clear();
      trial.rows.count();
      return trial;
    }
  }

  private static List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (Failure.Kind kind : Failure.Kind.values()) {
      faults.add(new Fault(kind, false, false));
    }
    faults.add(new Fault(Failure.Kind.UNCERTAIN, true, false));
    faults.add(new Fault(Failure.Kind.MALFORMED, true, false));
    faults.add(new Fault(null, false, true));
    faults.add(new Fault(null, true, true));
    return faults;
  }

  private static void attempt(Deed deed, Trial trial) {
    try {
      deed.done(trial);
    } catch (Killed | KeymasterException e) {
      assertThat(e).isNotNull();
    }
    trial.check();
  }

  private static void settled(Deed deed, Trial trial) {
    trial.restart();
    trial.check();
    trial.settle();
    trial.checkSettled();
    assertThat(trial.vendor.live).hasSizeLessThanOrEqualTo(1);
    if (deed == Deed.ROTATE || deed == Deed.ROTATE_WITH_GRACE) {
      KeyRecord key = trial.existing(Trial.REF);
      assertThat(key.current()).as("a key is handed out").isPresent();
      assertThat(trial.vendor.live).hasSize(1);
    }
    if (deed == Deed.CHILD) {
      assertThat(trial.vendor.live).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void SG31_a_call_that_fails_in_any_way_leaves_no_key_behind_and_none_is_made_twice(Deed deed) {
    Trial plain = deed.ready();
    attempt(deed, plain);
    int calls = plain.vendor.calls.size();
    assertThat(calls).isPositive();
    settled(deed, plain);
    for (int call = 1; call <= calls; call++) {
      for (Fault fault : faults()) {
        Trial trial = deed.ready();
        trial.vendor.arm(fault, call);
        attempt(deed, trial);
        settled(deed, trial);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void SG32_killed_at_any_commit_a_key_is_good_and_none_is_forgotten(Deed deed) {
    Trial plain = deed.ready();
    attempt(deed, plain);
    int writes = plain.rows.writes();
    assertThat(writes).isPositive();
    for (int write = 1; write <= writes; write++) {
      for (How how : How.values()) {
        Trial trial = deed.ready();
        trial.rows.arm(how, write);
        attempt(deed, trial);
        settled(deed, trial);
      }
    }
  }
}
