package dev.keymaster.agent;

/** Port: the program as it is installed now, which may be another one than this process runs. */
public interface Successor {
  /** There is none: this process runs until it locks. */
  Successor NONE =
      new Successor() {
        @Override
        public String build() {
          return "";
        }

        @Override
        public boolean start(byte[] open) {
          return false;
        }
      };

  /** Returns which program is installed; empty if it cannot be told. */
  String build();

  /**
   * Starts it as an agent in this one's place.
   *
   * @param open what it gets on a pipe that nobody else has; stays the caller's to zero
   * @return whether it serves
   */
  boolean start(byte[] open);
}
