package dev.keymaster.agent;

import dev.keymaster.net.HttpResponse;
import java.util.Set;

/**
 * One request that the agent answers; docs/openapi.yaml has the same.
 *
 * @param method such as {@code GET}
 * @param template path with {@code {names}}; the last one takes the rest of the path
 * @param parameters names that the query may have
 * @param accepts media type of the request's body; empty if it has none
 * @param answers media type of the answer; empty if it has no body
 * @param status of the answer if all goes well
 * @param counts whether it is a sign of life, which puts off locking
 * @param handler does it
 */
public record Route(
    String method,
    String template,
    Set<String> parameters,
    String accepts,
    String answers,
    int status,
    boolean counts,
    Handler handler) {

  /** Does what a request asks. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers.
     *
     * @throws dev.keymaster.model.KeymasterException which is answered as a failure
     */
    HttpResponse handle(Exchange exchange);
  }

  /** A sign of life without parameters; it is answered with 204 if the answer has no body. */
  static Route of(String method, String template, String accepts, String answers, Handler handler) {
    int status = answers.isEmpty() ? 204 : 200;
    return new Route(method, template, Set.of(), accepts, answers, status, true, handler);
  }
}
