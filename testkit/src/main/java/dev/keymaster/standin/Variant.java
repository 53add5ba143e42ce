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
  OPENROUTER_LISTS_DISABLED,
  /** OpenAI: keys of service accounts are not deleted by their id (400), as in August 2026. */
  OPENAI_KEEPS_SERVICE_ACCOUNT_KEYS,
  /** OpenAI: a key of the wrong kind is refused with an error object instead of a bare text. */
  OPENAI_FORBIDS_WITH_OBJECT,
  /** OpenAI: keys may not list models (403), good as they are. */
  OPENAI_KEY_WITHOUT_MODEL_SCOPE,
  /** OpenAI: the project is archived. */
  OPENAI_PROJECT_ARCHIVED,
  /** OpenAI: the organization's policy requires that keys expire. */
  OPENAI_WANTS_EXPIRY,
  /** Anthropic: a key of the wrong kind is refused with 403 instead of 401. */
  ANTHROPIC_FORBIDS,
  /** Anthropic: no further key may be active. */
  ANTHROPIC_KEY_LIMIT,
  /** Stability: errors are lists, as on the newer routes. */
  STABILITY_LISTS_ERRORS,
  /** xAI: a bad key is refused with 400 instead of 401. */
  XAI_BAD_KEY_400,
  /** Google: the operation that makes a key ends with an error. */
  GOOGLE_OPERATION_FAILS,
  /** Google: no operation is ever done. */
  GOOGLE_NEVER_DONE,
  /** Google: the field that binds a key is ignored, as the public proto does not have it. */
  GOOGLE_BINDS_NOTHING,
  /** Google: the API Keys API is not enabled for the project. */
  GOOGLE_API_OFF,
  /** Google: the service account may do nothing with keys. */
  GOOGLE_MAY_NOT
}
