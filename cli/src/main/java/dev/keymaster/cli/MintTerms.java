package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a provider is asked to make, as the metadata of a key say it. */
final class MintTerms {
  static final String LIMIT = "mint.limit";
  static final String LIFETIME = "mint.lifetime";

  private static final String SETTING = "mint.set.";
  private static final Pattern MONEY =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?) ?([A-Za-z]{3,7})");

  private MintTerms() {}

  /** Reads an amount with its currency: {@code 5usd} becomes {@code 5 USD}. */
  static String money(String text) {
    Matcher matcher = MONEY.matcher(text);
    if (!matcher.matches() || new BigDecimal(matcher.group(1)).signum() == 0) {
      throw KeymasterException.usage(
          "not an amount of money: " + Printable.quote(text), "write --limit 5usd");
    }
    return matcher.group(1) + " " + matcher.group(2).toUpperCase(Locale.ROOT);
  }

  /** Reads {@code NAME=TEXT} each. */
  static Map<String, String> settings(List<String> texts) {
    Map<String, String> settings = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw KeymasterException.usage(
            "not a setting: " + Printable.quote(text), "write --set NAME=TEXT");
      }
      settings.put(SETTING + text.substring(0, equals), text.substring(equals + 1));
    }
    return settings;
  }
}
