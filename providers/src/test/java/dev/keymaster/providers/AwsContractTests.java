package dev.keymaster.providers;

final class AwsContractTests extends VendorContract {
  AwsContractTests() {
    super("aws");
  }

  /** Each costs a further call: when it was last used. */
  @Override
  protected int many() {
    return 105;
  }

  @Override
  protected String stranger() {
    return "AKIA" + "STRANGERSTRANGER" + ":" + super.stranger();
  }

  @Override
  protected String name(String ordered) {
    return "";
  }
}
