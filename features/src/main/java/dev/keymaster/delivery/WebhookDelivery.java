package dev.keymaster.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.Alert;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;

/**
 * Posts an alert to a web server. Follows no redirect, uses no proxy, reads nothing of the answer
 * but its status. A signed one bears {@code Keymaster-Signature: t=SECONDS,v1=HEX}, the HMAC-SHA256
 * of {@code SECONDS ‖ "." ‖ body}.
 */
final class WebhookDelivery {
  private static final int GOOD = 200;
  private static final int BEYOND_GOOD = 300;

  private WebhookDelivery() {}

  static void post(URI address, Alert alert, Duration limit) throws IOException {
    byte[] body = AlertBody.of(alert);
    HttpRequest.Builder request = request(address, "application/json", body, limit);
    if (alert.signingKey() != null) {
      String time = Long.toString(Instant.now().getEpochSecond());
      String mac = HexFormat.of().formatHex(mac(alert.signingKey(), time, body));
      request.header("Keymaster-Signature", "t=" + time + ",v1=" + mac);
    }
    send(request.build(), limit);
  }

  static void post(URI address, String type, byte[] body, Duration limit) throws IOException {
    send(request(address, type, body, limit).build(), limit);
  }

  private static HttpRequest.Builder request(
      URI address, String type, byte[] body, Duration limit) {
    return HttpRequest.newBuilder(address)
        .timeout(limit)
        .header("Content-Type", type)
        .header("User-Agent", "keymaster")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static void send(HttpRequest request, Duration limit) throws IOException {
    int status = status(request, limit);
    if (status < GOOD || status >= BEYOND_GOOD) {
      throw new IOException("it answered " + status);
    }
  }

  private static int status(HttpRequest request, Duration limit) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(limit)
            .followRedirects(Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream _ = response.body()) { // which may have no end
        return response.statusCode();
      }
    } catch (HttpTimeoutException e) {
      throw new IOException("no answer in " + limit.toSeconds() + " s", e);
    } catch (SSLException e) {
      throw new IOException("its certificate is not accepted", e);
    } catch (IOException e) {
      throw new IOException("it could not be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      client.shutdownNow();
    }
  }

  @RevealsSecret("a MAC needs its key")
  private static byte[] mac(Secret key, String time, byte[] body) {
    byte[] bytes = key.reveal();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      mac.update((time + ".").getBytes(US_ASCII));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
