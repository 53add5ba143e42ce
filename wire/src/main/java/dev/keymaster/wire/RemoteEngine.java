package dev.keymaster.wire;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The engine in the agent's process. If the vault is locked there, it is unlocked by secrets that
 * are found or asked for on this side, once in a run.
 *
 * <p>What needs no secret (whether there is a vault, its slots, the checks of its log) is done by
 * an engine in this process, and so is creating one: without a vault there is no agent.
 */
public final class RemoteEngine implements Engine {
  /** Port: finds the secrets of slots on this side and tries them. */
  @FunctionalInterface
  public interface Opening {
    /**
     * Tries slots until one opens.
     *
     * @param attempt returns the slot if its secret was the right one
     * @throws KeymasterException LOCKED if none opens
     */
    Slot open(BiFunction<Slot, Secret, Optional<Slot>> attempt);
  }

  private final AgentClient client;
  private final Opening opening;
  private final SlotKeeping keeping;
  private final Engine local;

  /**
   * Makes an engine; asks nothing yet.
   *
   * @param client closed with this
   * @param keeping keeps the secrets of slots on this side
   * @param local the engine in this process; closed with this
   */
  public RemoteEngine(AgentClient client, Opening opening, SlotKeeping keeping, Engine local) {
    this.client = client;
    this.opening = opening;
    this.keeping = keeping;
    this.local = local;
  }

  @Override
  public Keys keys() {
    return new RemoteKeys(this);
  }

  @Override
  public Lifecycle lifecycle() {
    return new RemoteLifecycle(this);
  }

  @Override
  public Profiles profiles() {
    return new RemoteProfiles(this);
  }

  @Override
  public Emergency emergency() {
    return new RemoteEmergency(this);
  }

  @Override
  public Inventory inventory() {
    return new RemoteInventory(this);
  }

  @Override
  public String codingAgent() {
    return local.codingAgent();
  }

  @Override
  public Vault vault() {
    return new RemoteVault(this, keeping, local.vault());
  }

  @Override
  public Access access() {
    return new RemoteAccess(this);
  }

  @Override
  public Questions questions() {
    return new RemoteQuestions(this);
  }

  @Override
  public Log log() {
    return new RemoteLog(this, local.log());
  }

  @Override
  public Reports reports() {
    return new RemoteReports(this);
  }

  @Override
  public Alerts alerts() {
    return new RemoteAlerts(this);
  }

  /** Opens the vault in the agent, or proves a slot's secret anew. */
  public Slot unlock() {
    return opening.open(this::attempt);
  }

  /** Returns the slot if the secret opens it, which proves it to the agent. */
  Optional<Slot> attempt(Slot slot, Secret secret) {
    HttpResponse answer = client.send("POST", "/v1/unlock", new Pairs().add(slot.id(), secret));
    JsonObject json = JsonReader.object(answer.body());
    JsonObject opened = json.objectOrNull("slot");
    json.end();
    return Optional.ofNullable(opened).map(VaultCodec::slot);
  }

  /** Sends a request, and again once the vault is unlocked if it was not. */
  HttpResponse ask(Function<AgentClient, HttpResponse> request) {
    try {
      return request.apply(client);
    } catch (KeymasterException e) {
      boolean wantsSecret = e.code() == Code.LOCKED || e.code() == Code.PROOF_NEEDED;
      if (!wantsSecret || !local.vault().status().exists()) {
        throw e;
      }
    }
    unlock();
    return request.apply(client);
  }

  /**
   * Sends a request that tries a secret: the agent is unlocked first, so that LOCKED can but mean
   * that the secret is wrong, and no wrong one is tried twice.
   */
  HttpResponse askOpen(Function<AgentClient, HttpResponse> request) {
    if (AgentStatus.of(client.get("/v1/status")).unlocked() == null) {
      unlock();
    }
    try {
      return request.apply(client);
    } catch (KeymasterException e) {
      if (e.code() != Code.PROOF_NEEDED) {
        throw e;
      }
    }
    unlock();
    return request.apply(client);
  }

  /** Sends a request whose answer holds secrets, and unpacks it. */
  <T> T pairs(Function<AgentClient, HttpResponse> request, Function<Pairs, T> codec) {
    return unpacked(ask(request), codec);
  }

  static <T> T unpacked(HttpResponse answer, Function<Pairs, T> codec) {
    try (Pairs pairs = Pairs.of(answer.body())) {
      return codec.apply(pairs);
    } finally {
      Arrays.fill(answer.body(), (byte) 0);
    }
  }

  JsonObject json(Function<AgentClient, HttpResponse> request) {
    return JsonReader.object(ask(request).body());
  }

  @Override
  public void close() {
    client.close();
    local.close();
  }
}
