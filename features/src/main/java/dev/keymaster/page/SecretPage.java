package dev.keymaster.page;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import dev.keymaster.net.HttpFields;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.web.LoopbackServer;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a person for one secret in the browser. The page has an address that cannot be guessed, is
 * answered to programs of the same user alone, loads nothing, runs no script, is kept in no cache
 * and stands in no frame; it takes one secret, and what a page of another site sends is refused.
 *
 * <p>The form is sent as {@code text/plain} (HTML, "text/plain form data"): the bytes come as they
 * were typed, with nothing to be decoded.
 */
public final class SecretPage implements AutoCloseable {
  private static final byte[] FIELD = "value=".getBytes(US_ASCII);

  /** The field, its value and the line end of the form. */
  private static final int MOST = FIELD.length + NewKey.MAX_VALUE + 2;

  private static final int UNGUESSABLE = 16;
  private static final String HTML = "text/html; charset=utf-8";

  /** What is done with what was typed. */
  public interface Taking {
    /**
     * Takes the bytes over and wipes them.
     *
     * @throws KeymasterException if they are not what is wanted; the message, which repeats nothing
     *     of them, is shown on the page
     */
    Secret take(byte[] typed);
  }

  private final String question;
  private final String asker;
  private final String path;
  private final Taking taking;
  private final CompletableFuture<Secret> typed = new CompletableFuture<>();
  private final LoopbackServer server;

  private SecretPage(String question, String asker, String path, Taking taking) throws IOException {
    this.question = question;
    this.asker = asker;
    this.path = path;
    this.taking = taking;
    this.server = LoopbackServer.open(0, PeerUser::isOurs, MOST, this::answer);
  }

  /**
   * Opens the page.
   *
   * @param question what is asked for, in a few words, which may be of the asker's choice
   * @param asker who asks, as the system tells
   */
  public static SecretPage open(
      String question, String asker, Randomness randomness, Taking taking) {
    String path = "/" + HexFormat.of().formatHex(randomness.bytes(UNGUESSABLE));
    try {
      return new SecretPage(question, asker, path, taking);
    } catch (IOException e) {
      throw new KeymasterException(Code.FAILURE, "no page can be opened on this machine", "", e);
    }
  }

  /** Returns its address, which only the person is told. */
  public String address() {
    return origin() + path;
  }

  private String origin() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  /**
   * Waits for the secret, which the caller closes; LOCKED if nobody typed it within that time.
   *
   * @param pulse how often {@code meanwhile} runs; what it throws ends the page
   */
  public Secret await(Duration time, Duration pulse, Runnable meanwhile, String hint) {
    Duration left = time;
    try {
      while (left.compareTo(pulse) > 0 && !typedWithin(pulse)) {
        meanwhile.run();
        left = left.minus(pulse);
      }
      return typed.get(left.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      typed.completeExceptionally(e);
      throw new KeymasterException(Code.LOCKED, "nobody typed it on the page", hint, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeymasterException(Code.FAILURE, "interrupted", "", e);
    } catch (ExecutionException e) {
      throw new BugException("it is never completed so", e);
    }
  }

  private boolean typedWithin(Duration time) throws InterruptedException, ExecutionException {
    try {
      typed.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Ends it, after an answer that is under way; what is typed from now on is refused. */
  @Override
  public void close() {
    typed.cancel(false);
    server.close();
  }

  private HttpResponse answer(HttpRequest request) {
    try {
      return known(request.path()) ? page(request) : HttpResponse.empty(404);
    } finally {
      Arrays.fill(request.body(), (byte) 0);
    }
  }

  /** In constant time: the address is the only proof that is asked for. */
  private boolean known(String asked) {
    return MessageDigest.isEqual(asked.getBytes(UTF_8), path.getBytes(UTF_8));
  }

  private HttpResponse page(HttpRequest request) {
    if (typed.isDone()) {
      return html(409, late());
    }
    return switch (request.method()) {
      case "GET" -> html(200, form(""));
      case "POST" -> sent(request);
      default -> HttpResponse.empty(405);
    };
  }

  private HttpResponse sent(HttpRequest request) {
    HttpFields fields = request.fields();
    boolean here =
        fields.says("origin", origin())
            && fields.first("sec-fetch-site").orElse("same-origin").equals("same-origin");
    if (!here) {
      return HttpResponse.empty(403);
    }
    byte[] body = request.body();
    if (body.length < FIELD.length
        || !Arrays.equals(body, 0, FIELD.length, FIELD, 0, FIELD.length)) {
      return HttpResponse.empty(400);
    }
    try {
      Secret secret = taking.take(Arrays.copyOfRange(body, FIELD.length, end(body)));
      if (typed.complete(secret)) {
        return html(200, done());
      }
      secret.close();
      return html(409, late());
    } catch (KeymasterException e) {
      return html(422, form(String.valueOf(e.getMessage())));
    }
  }

  /** The form ends its one field with a line end. */
  private static int end(byte[] body) {
    int last = body.length - 1;
    return last > FIELD.length && body[last] == '\n' && body[last - 1] == '\r'
        ? last - 1
        : body.length;
  }

  private String form(String complaint) {
    String told =
        complaint.isEmpty() ? "" : "<p class=bad role=alert>" + escaped(complaint) + "</p>";
    return """
    <h1>%s</h1>
    %s<form method=post enctype=text/plain autocomplete=off>
    <input type=password name=value aria-label=Value autofocus required autocomplete=off spellcheck=false>
    <button>Hand it over</button>
    </form>
    <p>Asked for by <b>%s</b>. So says the system; programs are called as their files are, and what the key is called is said by whoever asks.</p>
    <p>It goes to Keymaster on this machine, and nowhere else. If you did not expect to be asked, close this page.</p>
    """
        .formatted(escaped(question), told, escaped(asker));
  }

  private static String done() {
    return "<h1>Keymaster has it</h1>\n<p>Whoever asked for it says what became of it. You can close this page.</p>\n";
  }

  private static String late() {
    return """
    <h1>It is too late</h1>
    <p>Nobody waits for it any more, or it was handed over already. Nothing was taken.</p>
    """;
  }

  private static HttpResponse html(int status, String body) {
    String page =
        """
        <!doctype html>
        <html lang=en>
        <meta charset=utf-8>
        <meta name=viewport content="width=device-width">
        <title>Keymaster</title>
        <style>
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
        body { max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem }
        h1 { font-size: 1.3rem }
        form { display: flex; gap: .6rem; margin: 1.4rem 0 }
        input { flex: 1; font: inherit; padding: .5rem .7rem; border: 1px solid GrayText; border-radius: .4rem }
        button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: .4rem; background: #1f6feb; color: #fff }
        .bad { color: #d1242f } p { opacity: .85 }
        </style>
        %s\
        """
            .formatted(body);
    return new HttpResponse(status, HTML, HttpFields.NONE, page.getBytes(UTF_8))
        .with("cache-control", "no-store")
        .with(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
        .with("referrer-policy", "same-origin")
        .with("x-content-type-options", "nosniff")
        .with("cross-origin-opener-policy", "same-origin");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
