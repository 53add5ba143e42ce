package dev.keymaster.providers;

final class MistralContractTests extends VendorContract {
  MistralContractTests() {
    super("mistral");
  }
}
