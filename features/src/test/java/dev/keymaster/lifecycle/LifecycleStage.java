package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.VersionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What lives of keys are tried on: a vault with a credential, and a provider that does as told. */
abstract class LifecycleStage {
  static final Duration DAY = Duration.ofHours(24);

  final Trial trial = new Trial();
  final FakeVendor vendor = trial.vendor;

  static KeymasterException refused(Code code, ThrowingCallable call) {
    List<KeymasterException> thrown = new ArrayList<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              thrown.add(e);
            });
    return thrown.getFirst();
  }

  KeyRecord minted() {
    KeyRecord key = trial.lifecycle.mint(REF, DETAILS, Terms.NONE);
    trial.asked++;
    return key;
  }

  List<VersionState> states() {
    KeyRecord key = trial.existing(REF);
    return key.versions().stream().map(KeyVersion::state).toList();
  }

  Issued issued(int version) {
    KeyRecord key = trial.existing(REF);
    Issued issued = key.version(version).orElseThrow().issued();
    if (issued == null) {
      throw new AssertionError("nobody issued #" + version);
    }
    return issued;
  }
}
