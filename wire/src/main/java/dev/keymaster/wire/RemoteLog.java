package dev.keymaster.wire;

import dev.keymaster.model.Event;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The log of a vault that an agent holds. What needs no secret is looked up without the agent. */
record RemoteLog(IntFunction<List<Event>> agent, Log local) implements Log {
  @Override
  public List<Event> newest(int limit) {
    return agent.apply(limit);
  }

  @Override
  public LogVerdict verify(LogQuestion question) {
    return local.verify(question);
  }

  @Override
  public String verifier() {
    return local.verifier();
  }

  @Override
  public String checkpoint() {
    return local.checkpoint();
  }

  @Override
  public String prove(long number, @Nullable Long from) {
    return local.prove(number, from);
  }

  @Override
  public String checkProof(String proof, @Nullable String key) {
    return local.checkProof(proof, key);
  }
}
