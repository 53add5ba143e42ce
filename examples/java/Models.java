import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/** Lists the models that a key can use: keymaster run --only openai -- java Models.java */
void main() throws Exception {
  var base = System.getenv().getOrDefault("OPENAI_BASE_URL", "https://api.openai.com/v1");
  var request =
      HttpRequest.newBuilder(URI.create(base + "/models"))
          .header("Authorization", "Bearer " + System.getenv("OPENAI_API_KEY"))
          .build();
  try (var client = HttpClient.newHttpClient()) {
    var answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      System.err.println("the service answered " + answer.statusCode());
      System.exit(1);
    }
    Pattern.compile("\"id\": *\"([^\"]*)\"")
        .matcher(answer.body())
        .results()
        .forEach(model -> IO.println(model.group(1)));
  }
}
