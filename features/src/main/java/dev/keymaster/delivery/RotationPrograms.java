package dev.keymaster.delivery;

import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Turn;
import dev.keymaster.model.Turn.Moment;
import dev.keymaster.net.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Starts programs of the person when keys are rotated, without a shell of theirs: each gets {@code
 * keymaster/turn/1} as JSON on standard input. The one after a rotation gets the new value on a
 * descriptor if it is set so and the policy lets it; nothing else ever has a value in it.
 */
public final class RotationPrograms implements RotationHook {
  private final Function<Moment, Optional<Program>> programs;
  private final Duration limit;

  /**
   * A program.
   *
   * @param path where it is
   * @param wantsValue whether it is to get the new value
   */
  public record Program(Path path, boolean wantsValue) {}

  /**
   * Makes it.
   *
   * @param programs which program is wanted at a moment, looked up each time
   * @param limit how long one may take
   */
  public RotationPrograms(Function<Moment, Optional<Program>> programs, Duration limit) {
    this.programs = programs;
    this.limit = limit;
  }

  @Override
  public void tell(Turn turn, Fresh fresh) throws IOException {
    Optional<Program> program = programs.apply(turn.moment());
    if (program.isEmpty()) {
      return;
    }
    String path = program.get().path().toString();
    if (program.get().wantsValue() && turn.moment() == Moment.AFTER) {
      try (Secret value = fresh.value(path)) {
        CommandDelivery.run(path, body(turn), value, limit);
      }
    } else {
      CommandDelivery.run(List.of(path), body(turn), limit);
    }
  }

  private static byte[] body(Turn turn) {
    JsonWriter json =
        new JsonWriter()
            .set("schema", "keymaster/turn/1")
            .set("moment", turn.moment().name().toLowerCase(Locale.ROOT))
            .set("key", turn.ref().toString())
            .set("service", turn.service().value())
            .set("old_version", turn.old());
    if (turn.fresh() > 0) {
      json.set("new_version", turn.fresh());
    }
    return json.set("detail", turn.detail()).bytes();
  }
}
