package dev.keymaster.agent;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.net.HttpRequest;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.MalformedMessage;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.wire.VaultCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a request and turns what goes wrong into an answer. */
final class Router {
  private final List<Entry> entries;

  private record Entry(Route route, PathTemplate path) {}

  Router(List<Route> routes) {
    this.entries =
        routes.stream().map(route -> new Entry(route, new PathTemplate(route.template()))).toList();
  }

  /** A route that takes the request, and the names in its path. */
  record Found(Route route, Map<String, String> path) {}

  /** Finds the route. */
  Optional<Found> find(HttpRequest request) {
    for (Entry entry : entries) {
      if (entry.route().method().equals(request.method())) {
        Map<String, String> path = entry.path().match(request.path());
        if (path != null) {
          return Optional.of(new Found(entry.route(), path));
        }
      }
    }
    return Optional.empty();
  }

  /** Answers a request whose route is {@code found}, whatever happens. */
  HttpResponse answer(Optional<Found> found, HttpRequest request, LocalEngine engine) {
    if (found.isEmpty()) {
      return unknown(request);
    }
    Route route = found.get().route();
    if (!route.parameters().containsAll(request.query().keySet())) {
      return failure(400, KeymasterException.usage("an unknown parameter in the query", ""));
    }
    String type = request.fields().first("content-type").orElse("");
    if (request.body().length > 0 && !type.equals(route.accepts())) {
      return failure(
          415,
          KeymasterException.usage(
              route.accepts().isEmpty() ? "no body is wanted" : "send " + route.accepts(), ""));
    }
    return handled(route, new Exchange(request, found.get().path(), engine));
  }

  private static HttpResponse handled(Route route, Exchange exchange) {
    try {
      return route.handler().handle(exchange);
    } catch (KeymasterException e) {
      if (e.code() == Code.CORRUPT) {
        String what = String.valueOf(e.getMessage());
        Thread.ofVirtual().start(() -> exchange.engine().alarm(what)); // whoever asks does not wait
      }
      return failure(VaultCodec.httpStatus(e.code()), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return failure(500, bug(e));
    }
  }

  /** The kind of the failure alone: its message could hold anything. */
  private static KeymasterException bug(Throwable cause) {
    return new KeymasterException(
        Code.FAILURE,
        "internal error in the agent, which is our mistake: " + cause.getClass().getSimpleName(),
        "keymaster lock starts it anew",
        cause);
  }

  private HttpResponse unknown(HttpRequest request) {
    boolean path = entries.stream().anyMatch(entry -> entry.path().match(request.path()) != null);
    return path
        ? failure(405, KeymasterException.usage("not a method of this path", ""))
        : failure(404, new KeymasterException(Code.NOT_FOUND, "there is no such path", ""));
  }

  /** The answer to what is no request. */
  static HttpResponse malformed(MalformedMessage e) {
    return failure(e.status(), KeymasterException.usage("not a request: " + e.getMessage(), ""));
  }

  static HttpResponse failure(int status, KeymasterException e) {
    return HttpResponse.json(status, VaultCodec.failure(e));
  }
}
