package dev.keymaster.delivery;

import dev.keymaster.model.RotationHook;
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
 * Starts programs of the person when keys are rotated, without a shell: each gets {@code
 * keymaster/turn/1} as JSON on standard input, and no value of any key.
 */
public final class RotationPrograms implements RotationHook {
  private final Function<Moment, Optional<Path>> programs;
  private final Duration limit;

  /**
   * Makes it.
   *
   * @param programs which program is wanted at a moment, looked up each time
   * @param limit how long one may take
   */
  public RotationPrograms(Function<Moment, Optional<Path>> programs, Duration limit) {
    this.programs = programs;
    this.limit = limit;
  }

  @Override
  public void tell(Turn turn) throws IOException {
    Optional<Path> program = programs.apply(turn.moment());
    if (program.isPresent()) {
      CommandDelivery.run(List.of(program.get().toString()), body(turn), limit);
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
