package dev.keymaster.app;

import dev.keymaster.cli.Pasteboard;
import dev.keymaster.model.Secret;
import dev.keymaster.run.Clipboard;
import java.time.Duration;
import java.util.List;

/** The clipboard of this desktop; looked for when first used. */
final class DesktopClipboard implements Pasteboard {
  @Override
  public List<String> tools() {
    return Clipboard.system().tools();
  }

  @Override
  public Secret paste() {
    return Clipboard.system().paste();
  }

  @Override
  public Copied copy(Secret value, Duration clearAfter) {
    Clipboard clipboard = Clipboard.system();
    Clipboard.Copied copied = clipboard.copy(value);
    boolean clears = clearAfter.isPositive() && clipboard.clearLater(copied, value, clearAfter);
    return new Copied(copied.by(), copied.verified(), clears);
  }
}
