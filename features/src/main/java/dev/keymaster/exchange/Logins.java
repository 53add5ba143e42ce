package dev.keymaster.exchange;

import dev.keymaster.model.KeyDetails;
import dev.keymaster.project.Candidate;
import java.util.LinkedHashMap;
import java.util.Map;

/** What password managers say about an entry beside its password. */
final class Logins {
  private Logins() {}

  /** Keeps what fits into a key's details; nothing that is empty. */
  static Candidate.Said said(String username, String address, String note) {
    Map<String, String> metadata = new LinkedHashMap<>();
    put(metadata, "username", username);
    put(metadata, "url", address);
    return Candidate.Said.about(cut(note), metadata);
  }

  private static void put(Map<String, String> metadata, String name, String text) {
    if (!text.isBlank()) {
      metadata.put(name, cut(text));
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), KeyDetails.MAX_TEXT));
  }
}
