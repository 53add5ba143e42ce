package dev.keymaster.providers;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

final class StabilityContractTests extends VendorContract {
  @Override
  protected StandIn start() throws IOException {
    return StandIn.stability();
  }

  @Override
  protected Vendor client(URI baseUrl, Duration limit) {
    return StubServer.vendor("stability", baseUrl.toString(), limit);
  }

  /** The balance is asked for with the key itself. */
  @Override
  protected Secret usageCredential() {
    return standIn.key();
  }
}
