package dev.keymaster.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AzureOpenAiContractTests extends VendorContract {
  AzureOpenAiContractTests() {
    super("azure-openai");
  }

  @Override
  protected String name(String ordered) {
    return "key2";
  }

  @Test
  void a_rotation_takes_the_slot_that_is_not_in_use() {
    MintOrder order = order("next").replacing(new IssuedId(Map.of("slot", "2")));
    try (Secret admin = standIn.admin()) {
      assertThat(vendor.mint(admin, order))
          .isInstanceOfSatisfying(
              Reply.Answer.class,
              answer -> {
                Minted minted = (Minted) answer.value();
                minted.value().close();
                assertThat(minted.key().id().parts()).containsEntry("slot", "1");
              });
    }
  }
}
