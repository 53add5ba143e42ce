package dev.keymaster.providers;

final class AnthropicContractTests extends VendorContract {
  AnthropicContractTests() {
    super("anthropic");
  }
}
