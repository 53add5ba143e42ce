package dev.keymaster.app;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * A program as people write them: takes its key from the environment, knows nothing of Keymaster.
 */
public final class TourClient {
  private TourClient() {}

  /** Calls the address given and prints the status it gets. */
  public static void main(String[] args) throws IOException {
    String key = System.getenv().getOrDefault("OPENAI_API_KEY", "");
    HttpURLConnection call = (HttpURLConnection) URI.create(args[0]).toURL().openConnection();
    call.setRequestProperty("Authorization", "Bearer " + key);
    System.out.println(
        "the service answers " + call.getResponseCode() + " " + call.getResponseMessage());
  }
}
