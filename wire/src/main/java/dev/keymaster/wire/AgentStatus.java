package dev.keymaster.wire;

import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent tells about itself.
 *
 * @param build which program it runs; equal ones are the same
 * @param pid its process
 * @param started when it started
 * @param unlocked when somebody last proved a slot's secret; null while the vault is locked
 * @param idleSeconds after how long without a request it locks, 0 for never
 * @param ends when it locks at the latest
 * @param connections how many are open
 * @param protection how its keys and its memory are kept from others, in one line
 * @param warning what a person should know; null if nothing
 */
public record AgentStatus(
    String build,
    long pid,
    Instant started,
    @Nullable Instant unlocked,
    long idleSeconds,
    Instant ends,
    int connections,
    String protection,
    @Nullable String warning) {

  /** Writes it as JSON. */
  public JsonWriter json() {
    return new JsonWriter()
        .set("build", build)
        .set("pid", pid)
        .set("started", started)
        .set("unlocked", unlocked)
        .set("idle_seconds", idleSeconds)
        .set("ends", ends)
        .set("connections", connections)
        .set("protection", protection)
        .set("warning", warning);
  }

  /** Reads it from JSON. */
  public static AgentStatus of(JsonObject json) {
    AgentStatus status =
        new AgentStatus(
            json.text("build"),
            json.number("pid"),
            json.time("started"),
            json.timeOrNull("unlocked"),
            json.number("idle_seconds"),
            json.time("ends"),
            json.integer("connections"),
            json.text("protection"),
            json.textOrNull("warning"));
    json.end();
    return status;
  }
}
