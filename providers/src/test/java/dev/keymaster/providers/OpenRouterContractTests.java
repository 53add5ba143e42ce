package dev.keymaster.providers;

import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

final class OpenRouterContractTests extends VendorContract {
  @Override
  protected StandIn start() throws IOException {
    return StandIn.openrouter();
  }

  @Override
  protected Vendor client(URI baseUrl, Duration limit) {
    return StubServer.vendor("openrouter", baseUrl.toString(), limit);
  }
}
