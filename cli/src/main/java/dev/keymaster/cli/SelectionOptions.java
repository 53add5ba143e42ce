package dev.keymaster.cli;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which keys: all, or those of an environment, a service, a name. */
final class SelectionOptions {
  @Option(names = "--service", paramLabel = "SERVICE", description = "only keys of this service")
  @Nullable String service;

  @Option(names = "--name", paramLabel = "KEY", description = "only the key of this name")
  @Nullable String name;

  /** The environment narrows only where it was given as a flag. */
  Selection selection(Globals globals) {
    return new Selection(
        globals.env == null ? null : new EnvironmentName(globals.env),
        service == null ? null : new ServiceName(service),
        name == null ? null : new KeyName(name));
  }
}
