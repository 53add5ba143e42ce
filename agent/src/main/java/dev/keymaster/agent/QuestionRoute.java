package dev.keymaster.agent;

import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.wire.RemoteQuestions;
import java.util.Set;

/** {@code POST /v1/question}: the agent asks the person at its desktop, and answers afterwards. */
final class QuestionRoute {
  private QuestionRoute() {}

  static Route route() {
    return new Route(
        "POST",
        RemoteQuestions.PATH,
        Set.of(),
        HttpResponse.JSON,
        HttpResponse.JSON,
        200,
        true,
        QuestionRoute::ask);
  }

  private static HttpResponse ask(Exchange at) {
    JsonObject json = at.json();
    boolean terminal = json.flag("terminal");
    json.end();
    return HttpResponse.json(RemoteQuestions.asked(at.engine().questions().ask(terminal)));
  }
}
