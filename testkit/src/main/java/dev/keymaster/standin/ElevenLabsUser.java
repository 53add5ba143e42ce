package dev.keymaster.standin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What ElevenLabs says about a person and what they pay for. */
final class ElevenLabsUser {
  private ElevenLabsUser() {}

  static Answer of(Ask ask) {
    if (ask.path().equals("/v1/user/subscription")) {
      Map<String, @Nullable Object> subscription = subscription();
      subscription.put("has_open_invoices", false);
      subscription.put("open_invoices", List.of());
      return Answer.of(200, subscription);
    }
    Map<String, @Nullable Object> user = Json.of("user_id", "person", "created_at", 1_760_000_000);
    for (String flag :
        List.of(
            "can_use_delayed_payment_methods",
            "is_new_user",
            "is_onboarding_checklist_completed",
            "is_onboarding_completed")) {
      user.put(flag, false);
    }
    user.put("seat_type", "workspace_member");
    user.put("subscription", subscription());
    return Answer.of(200, user);
  }

  private static Map<String, @Nullable Object> subscription() {
    Map<String, @Nullable Object> body = Json.of("tier", "free", "status", "free");
    for (String flag :
        List.of(
            "allowed_to_extend_character_limit",
            "can_extend_character_limit",
            "can_extend_voice_limit",
            "can_use_instant_voice_cloning",
            "can_use_professional_voice_cloning")) {
      body.put(flag, false);
    }
    for (String number :
        List.of(
            "character_count",
            "professional_voice_limit",
            "professional_voice_slots_used",
            "professional_voice_slots_used_in_workspace",
            "voice_add_edit_counter",
            "voice_limit",
            "voice_slots_used",
            "max_credit_limit_extension")) {
      body.put(number, 0);
    }
    body.put("character_limit", 10_000);
    body.put("max_character_limit_extension", null);
    body.put("next_character_count_reset_unix", 1_790_000_000);
    body.put("current_overage", Json.of("amount", "0", "currency", "usd"));
    return body;
  }
}
