package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyUsage;
import dev.keymaster.model.Selection;
import dev.keymaster.providers.Failure;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** D7, where the provider lists what its keys used. */
class ConsumptionTests {
  private static final KeyRef OTHER = new KeyRef(REF.environment(), new KeyName("a-second"));

  private final Trial trial = new Trial();
  private final FakeVendor vendor = trial.vendor;

  @BeforeEach
  void two_keys() {
    trial.lifecycle.mint(REF, DETAILS, Terms.NONE);
    trial.lifecycle.mint(OTHER, DETAILS, Terms.NONE);
    vendor.listsUsage = true;
    vendor.calls.clear();
  }

  private List<KeyUsage> rows() {
    return trial.consumption().of(Selection.ALL);
  }

  @Test
  void D7_all_keys_of_a_provider_take_one_call() {
    assertThat(rows())
        .extracting(KeyUsage::ref, KeyUsage::used)
        .containsExactly(tuple(OTHER, "0.25"), tuple(REF, "0.25"));
    assertThat(vendor.calls).containsExactly("usages");
    vendor.calls.clear();
    trial.consumption().of(new Selection(null, null, REF.name()));
    assertThat(vendor.calls).as("of one key").containsExactly("usage");
  }

  @Test
  void D7_a_key_that_is_not_listed_is_asked_for_by_itself() {
    vendor.live.remove("id-1");
    assertThat(rows())
        .extracting(KeyUsage::ref, KeyUsage::failure)
        .containsExactly(tuple(OTHER, ""), tuple(REF, "the provider has a bad day"));
    assertThat(vendor.calls).containsExactly("usages", "usage");
  }

  @Test
  void D7_a_list_that_fails_fails_for_each_of_them() {
    vendor.down(Failure.Kind.UNAVAILABLE);
    assertThat(rows())
        .extracting(KeyUsage::failure)
        .containsExactly("the provider has a bad day", "the provider has a bad day");
    trial.lifecycle.logout(FakeVendor.NAME);
    assertThat(rows())
        .extracting(KeyUsage::failure)
        .allMatch(failure -> failure.contains("no credential"))
        .hasSize(2);
  }
}
