package dev.keymaster.providers;

final class HuggingFaceContractTests extends VendorContract {
  HuggingFaceContractTests() {
    super("huggingface");
  }
}
