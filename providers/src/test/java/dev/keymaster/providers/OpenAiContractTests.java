package dev.keymaster.providers;

import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

final class OpenAiContractTests extends VendorContract {
  @Override
  protected StandIn start() throws IOException {
    return StandIn.openai();
  }

  @Override
  protected Vendor client(URI baseUrl, Duration limit) {
    return StubServer.vendor("openai", baseUrl.toString(), limit);
  }
}
