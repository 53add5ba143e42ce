package dev.keymaster.model;

/**
 * A second factor that is not one before a first code confirms it.
 *
 * @param factor what it will be
 * @param secret 20 bytes that the authenticator gets; whoever receives this closes it
 */
public record Enrolment(SecondFactor factor, Secret secret) implements AutoCloseable {
  @Override
  public void close() {
    secret.close();
  }
}
