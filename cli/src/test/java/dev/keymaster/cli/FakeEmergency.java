package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.wire.Emergency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked for, and answers as it was told. */
final class FakeEmergency implements Emergency {
  final List<String> asked = new ArrayList<>();
  List<Halted> halted = List.of();
  @Nullable Freeze freeze;
  String held = "";

  /** Why what was stopped could not be recorded. */
  String unrecorded = "";

  @Override
  public Optional<Freeze> freeze() {
    return Optional.ofNullable(freeze);
  }

  @Override
  public Freeze begin(Set<ServiceName> services) {
    asked.add("begin " + services);
    Freeze begun = new Freeze(FakeWorld.NOW, services, held);
    freeze = begun;
    return begun;
  }

  @Override
  public List<Halted> stop(Set<ServiceName> services, boolean rehearsal) {
    asked.add((rehearsal ? "plan " : "stop ") + services);
    Freeze begun = freeze;
    freeze = begun == null || unrecorded.isEmpty() ? begun : begun.held(unrecorded);
    return halted;
  }

  @Override
  public Freeze end(@Nullable Secret passphrase) {
    asked.add("end " + (passphrase == null ? "" : new String(passphrase.reveal(), UTF_8)));
    Freeze ended = freeze;
    if (ended == null) {
      throw new KeymasterException(Code.CONFLICT, "nothing is frozen", "");
    }
    freeze = null;
    return ended;
  }

  @Override
  public List<Halted> enable() {
    asked.add("enable");
    return halted;
  }
}
