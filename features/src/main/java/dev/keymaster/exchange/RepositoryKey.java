package dev.keymaster.exchange;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;

/**
 * The public key of a repository, as GitHub's API gives it.
 *
 * @param id of the key
 * @param text the key, base64
 */
public record RepositoryKey(String id, String text) {
  /** Reads what {@code gh api …/actions/secrets/public-key} prints. */
  public static RepositoryKey parse(byte[] bytes) {
    try {
      JsonObject json = JsonReader.object(bytes);
      return new RepositoryKey(json.text("key_id"), json.text("key"));
    } catch (KeymasterException e) {
      throw KeymasterException.usage(
          "not a public key of GitHub: " + e.getMessage(),
          "gh api repos/OWNER/REPO/actions/secrets/public-key prints it");
    }
  }
}
