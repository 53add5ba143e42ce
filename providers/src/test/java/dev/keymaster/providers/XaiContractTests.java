package dev.keymaster.providers;

final class XaiContractTests extends VendorContract {
  XaiContractTests() {
    super("xai");
  }
}
