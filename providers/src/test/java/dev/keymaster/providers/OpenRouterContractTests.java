package dev.keymaster.providers;

final class OpenRouterContractTests extends VendorContract {
  OpenRouterContractTests() {
    super("openrouter");
  }
}
