package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.delivery.Anchors;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.WebAddress;
import dev.keymaster.service.LocalEngine;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server that lies in the vault. It is taken once and kept, for the last
 * checkpoint is brought when the vault is locked; a refusal is taken for good until the agent
 * starts anew. Both are events of the log, which would be an anchor's business again, a minute
 * later. Thread-safe.
 */
final class HeldAddress implements Anchors.Address {
  private final LocalEngine engine;
  private final KeyRef ref;

  private @Nullable URI address;
  private @Nullable String refusal;

  HeldAddress(LocalEngine engine, KeyRef ref) {
    this.engine = engine;
    this.ref = ref;
  }

  @Override
  public synchronized URI get() throws IOException {
    URI known = address;
    if (known != null) {
      return known;
    }
    if (refusal != null) {
      throw new IOException(refusal);
    }
    if (engine.unlockedAt().isEmpty()) {
      throw new IOException("its address lies in the vault, which is locked");
    }
    try {
      known = taken();
    } catch (KeymasterException e) {
      String why = String.valueOf(e.getMessage());
      refusal = e.code() == Code.NOT_FOUND ? null : why;
      throw new IOException(why, e);
    }
    address = known;
    return known;
  }

  @RevealsSecret("a server is asked under its address")
  private URI taken() {
    Release release = new Release(EventKind.DELIVER, "the address of an anchor");
    try (Released released = engine.keys().release(List.of(ref), release).getFirst()) {
      return URI.create(checked(new String(released.value().reveal(), UTF_8)));
    }
  }

  /** What is wrong with it is not said: that would repeat it. */
  private String checked(String text) {
    try {
      WebAddress.parse(text);
      return text;
    } catch (KeymasterException e) {
      throw KeymasterException.usage(ref + " holds no address", "https, without user and query");
    }
  }
}
