package dev.keymaster.providers;

final class ElevenLabsContractTests extends VendorContract {
  ElevenLabsContractTests() {
    super("elevenlabs");
  }
}
