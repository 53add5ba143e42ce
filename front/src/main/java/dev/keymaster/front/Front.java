package dev.keymaster.front;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.run.HandedOver;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One hot command: asks the agent to carry it out, or leaves it to the whole program. */
public final class Front {
  /** No exit code: the whole program has to do it, and nothing was printed. */
  public static final int ELSEWHERE = -1;

  /** What a shell asks before each prompt: without an agent the answer is nothing, and at once. */
  private static final String HOOK = "__hook";

  private static final Set<String> HOT =
      Set.of("get", "run", "ls", "list", "show", "env", "__complete", HOOK);

  private Front() {}

  /** Runs the command; returns its exit code, or {@link #ELSEWHERE}. */
  public static int run(Machine machine) {
    if (handedOver(machine)) {
      return masked(machine);
    }
    int code = answered(machine);
    return code == ELSEWHERE && named(machine, HOOK) ? 0 : code;
  }

  private static int answered(Machine machine) {
    byte[] answer = hot(machine) ? ask(machine) : null;
    if (answer == null) {
      return ELSEWHERE;
    }
    try {
      return new Answer(machine, answer).carryOut();
    } catch (KeymasterException e) {
      return ELSEWHERE; // cut off
    } finally {
      Arrays.fill(answer, (byte) 0);
    }
  }

  /** Tells whether another process of Keymaster has decided all, and only masking is left. */
  public static boolean handedOver(Machine machine) {
    return machine.words().size() > 1 && named(machine, HandedOver.VERB);
  }

  private static boolean named(Machine machine, String verb) {
    List<String> words = machine.words();
    return !words.isEmpty() && words.get(0).equals(verb);
  }

  private static int masked(Machine machine) {
    Map<String, byte[]> values = HandedOver.values(machine.environment());
    List<String> command = machine.words().subList(1, machine.words().size());
    int code = machine.become(command, values, HandedOver.masks(machine.environment()));
    values.values().forEach(value -> Arrays.fill(value, (byte) 0));
    return code;
  }

  private static boolean hot(Machine machine) {
    List<String> words = machine.words();
    Map<String, String> environment = machine.environment();
    return !words.isEmpty()
        && HOT.contains(words.get(0))
        && !"off".equals(environment.get("KEYMASTER_AGENT"))
        && !"true".equals(environment.get("CI"))
        && machine.open(0)
        && machine.open(1)
        && machine.open(2)
        && !machine.directory().isEmpty()
        && willStart(machine, words);
  }

  private static boolean willStart(Machine machine, List<String> words) {
    int child = words.indexOf("--") + 1;
    return !words.get(0).equals("run")
        || (child > 0 && child < words.size() && machine.startable(words.get(child)));
  }

  private static byte @Nullable [] ask(Machine machine) {
    String socket = new SocketPlace(machine).find();
    Machine.Line line = socket == null ? null : machine.connect(socket);
    if (line == null) {
      return null;
    }
    try {
      return new Exchange(line).answer(Request.of(machine));
    } finally {
      line.close();
    }
  }
}
