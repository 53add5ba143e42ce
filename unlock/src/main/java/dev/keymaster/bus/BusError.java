package dev.keymaster.bus;

import java.io.IOException;

/**
 * An error that a service on the bus answered with. Its text is not repeated: nobody vouches for
 * it.
 */
public final class BusError extends IOException {
  private static final long serialVersionUID = 1;
  private final String name;

  BusError(String name) {
    super("answered with an error");
    this.name = name;
  }

  /** Tells whether there is no such service and none could be started. */
  public boolean noService() {
    return name.equals("org.freedesktop.DBus.Error.ServiceUnknown")
        || name.equals("org.freedesktop.DBus.Error.NameHasNoOwner")
        || name.startsWith("org.freedesktop.DBus.Error.Spawn.");
  }

  /** Tells whether the object went away between two calls. */
  public boolean noObject() {
    return name.equals("org.freedesktop.Secret.Error.NoSuchObject")
        || name.equals("org.freedesktop.DBus.Error.UnknownObject")
        || name.equals("org.freedesktop.DBus.Error.UnknownMethod");
  }

  /** Tells whether the service wants to be unlocked first. */
  public boolean locked() {
    return name.equals("org.freedesktop.Secret.Error.IsLocked");
  }
}
