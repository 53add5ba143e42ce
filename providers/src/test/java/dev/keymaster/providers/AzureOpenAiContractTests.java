package dev.keymaster.providers;

final class AzureOpenAiContractTests extends VendorContract {
  AzureOpenAiContractTests() {
    super("azure-openai");
  }

  @Override
  protected String name(String ordered) {
    return "key2";
  }
}
