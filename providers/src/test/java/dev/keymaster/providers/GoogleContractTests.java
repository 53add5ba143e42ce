package dev.keymaster.providers;

final class GoogleContractTests extends VendorContract {
  GoogleContractTests() {
    super("google");
  }

  @Override
  protected boolean readsAgain() {
    return true;
  }
}
