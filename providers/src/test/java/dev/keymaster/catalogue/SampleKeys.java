package dev.keymaster.catalogue;

import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Values with the looks of real keys, built from parts so that none stands in a file. */
final class SampleKeys {
  private static final String ALL =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final String HEX = "0123456789abcdef";
  private static final String MARKER = "T3Blbk" + "FJ";

  private SampleKeys() {}

  static String body(String alphabet, int length) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < length; i++) {
      body.append(alphabet.charAt((i * 7 + 3) % alphabet.length()));
    }
    return body.toString();
  }

  /** One sample for each kind that is more than a guess, by {@code service/kind}. */
  static Map<String, String> distinct() {
    Map<String, String> samples = new LinkedHashMap<>();
    samples.put("openrouter/api", "sk-or-" + "v1-" + body(HEX, 64));
    samples.put("openai/project", "sk-" + "proj-" + body(ALL, 74) + MARKER + body(ALL, 74));
    samples.put(
        "openai/service-account", "sk-" + "svcacct-" + body(ALL, 58) + MARKER + body(ALL, 58));
    samples.put("openai/service", "sk-" + "service-" + body(ALL, 40) + MARKER + body(ALL, 40));
    samples.put("openai/admin", "sk-" + "admin-" + body(ALL, 58) + MARKER + body(ALL, 58));
    samples.put("openai/legacy", "sk-" + body(ALL, 20) + MARKER + body(ALL, 20));
    samples.put("anthropic/api", "sk-ant-" + "api03-" + body(ALL, 93) + "AA");
    samples.put("anthropic/admin", "sk-ant-" + "admin01-" + body(ALL, 93) + "AA");
    samples.put("anthropic/other", "sk-ant-" + "oat01-" + body(ALL, 80));
    samples.put("google/standard", "AI" + "za" + body(ALL, 35));
    samples.put("google/authorization", "AQ" + "." + body(ALL, 50));
    samples.put("aws/access-key-id", "AK" + "IA" + body("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
    samples.put("aws/temporary-id", "AS" + "IA" + body("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
    samples.put("aws/bedrock", "AB" + "SK" + body(ALL, 120) + "==");
    samples.put("aws/bedrock-short", "bedrock-" + "api-key-" + body(ALL, 200));
    samples.put("huggingface/user", "hf" + "_" + body(ALL, 34));
    samples.put("huggingface/organization", "api_" + "org_" + body(ALL, 34));
    samples.put("xai/api", "xai" + "-" + body(ALL, 80));
    samples.put("elevenlabs/api", "sk" + "_" + body(HEX, 48));
    samples.put("groq/api", "gsk" + "_" + body(ALL, 52));
    samples.put("together/api", "tgp_" + "v1_" + body(ALL, 43));
    samples.put("replicate/api", "r8" + "_" + body(ALL, 37));
    for (String kind : new String[] {"p:personal", "o:oauth", "u:user", "s:installation"}) {
      String[] parts = kind.split(":", -1);
      samples.put("github/" + parts[1], "gh" + parts[0] + "_" + body(ALL, 36));
    }
    samples.put("github/refresh", "gh" + "r_" + body(ALL, 36));
    samples.put("github/fine-grained", "github_" + "pat_" + body(ALL, 82));
    samples.put("perplexity/api", "pplx" + "-" + body(ALL, 48));
    return samples;
  }

  /** The sample of one kind, {@code service/kind}. */
  static String of(String kind) {
    return Objects.requireNonNull(distinct().get(kind));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Secret secret(String text) {
    return Secret.taking(bytes(text));
  }
}
