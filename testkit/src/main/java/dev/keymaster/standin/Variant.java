package dev.keymaster.standin;

/** Ways in which a provider was seen to differ from its description, or may. Off at the start. */
public enum Variant {
  /** OpenRouter: a minted key stands at {@code data.key}, as the vendor's rotation page has it. */
  OPENROUTER_KEY_INSIDE_DATA,
  /** OpenRouter: the answer to a mint holds no key. */
  OPENROUTER_NO_KEY,
  /** OpenRouter: an API key is refused with 403 where only 401 is documented. */
  OPENROUTER_FORBIDS_EVERYWHERE,
  /** OpenRouter: lists hold disabled keys although nobody asked for them. */
  OPENROUTER_LISTS_DISABLED
}
