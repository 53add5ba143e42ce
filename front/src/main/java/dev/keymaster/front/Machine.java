package dev.keymaster.front;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process and its system, as far as the front looks at them.
 *
 * <p>All text is Latin-1, which stands for its bytes one to one, so that nothing is lost of words
 * and paths in whatever encoding.
 */
public interface Machine {
  /** A connection to the agent. */
  interface Line {
    /** Sends all of it; false if that failed. */
    boolean send(byte[] bytes);

    /** Receives at most as many bytes as fit behind {@code offset}; 0 at the end or on failure. */
    int receive(byte[] into, int offset);

    /** Ends it. */
    void close();
  }

  /** The words after the name of the program. */
  List<String> words();

  /** The environment. */
  Map<String, String> environment();

  /** The working directory; empty if it is unknown. */
  String directory();

  /** Number of the user that this process acts for. */
  long user();

  /** Which build of Keymaster this is. */
  String build();

  /** Tells whether the descriptor 0, 1 or 2 is open at all. */
  boolean open(int descriptor);

  /** Tells whether the descriptor is a terminal. */
  boolean terminal(int descriptor);

  /** Width of the terminal of standard output; 0 if unknown. */
  int columns();

  /** Tells whether that is a folder of this user, no link, that nobody else can look into. */
  boolean owns(String folder);

  /** Connects to a socket, if somebody of this user listens there. */
  @Nullable Line connect(String socket);

  /**
   * Writes all of {@code bytes} from {@code start} to {@code end}.
   *
   * @return 0, or what the system calls the error
   */
  int write(int descriptor, byte[] bytes, int start, int end);

  /**
   * Says that standard output could not be written, as the whole program does; {@link
   * Front#ELSEWHERE} if it cannot be said here.
   *
   * @param error as {@link #write} returned it
   * @return the exit code
   */
  int lost(int error);

  /** Tells whether {@link #become} will find that program. */
  boolean startable(String program);

  /**
   * Becomes a program, or runs it to its end.
   *
   * @param command its name and arguments
   * @param variables what it gets beside the environment of the person, by name
   * @param masks what its output shows instead of their values, UTF-8; empty if nobody touches it
   * @return the exit code; {@link Front#ELSEWHERE} if it was not started and nothing was said
   */
  int become(List<String> command, Map<String, byte[]> variables, Map<String, byte[]> masks);
}
