package dev.keymaster.providers;

import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

final class AnthropicContractTests extends VendorContract {
  @Override
  protected StandIn start() throws IOException {
    return StandIn.anthropic();
  }

  @Override
  protected Vendor client(URI baseUrl, Duration limit) {
    return StubServer.vendor("anthropic", baseUrl.toString(), limit);
  }
}
