package dev.keymaster.providers;

final class OpenAiContractTests extends VendorContract {
  OpenAiContractTests() {
    super("openai");
  }
}
