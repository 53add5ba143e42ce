package dev.keymaster.providers;

final class GitHubContractTests extends VendorContract {
  GitHubContractTests() {
    super("github");
  }
}
