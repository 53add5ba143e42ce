package dev.keymaster.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Set;

/**
 * Port: files that safety copies are kept in, each named by an id of 32 hex digits, all of them
 * this user's alone.
 */
public interface CopyFiles {
  /** Fills a new file. */
  interface Writer {
    /** Writes all of it; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** For a vault that keeps none. */
  CopyFiles NONE =
      new CopyFiles() {
        @Override
        public boolean kept() {
          return false;
        }

        @Override
        public void write(String id, Writer content) {
          throw new BugException("no safety copies are kept here");
        }

        @Override
        public InputStream open(String id) {
          throw new KeymasterException(
              KeymasterException.Code.NOT_FOUND, "no safety copies are kept here", "");
        }

        @Override
        public void remove(String id) {}

        @Override
        public void sweep(Set<String> known, Instant before) {}
      };

  /** Tells whether copies are kept at all. */
  default boolean kept() {
    return true;
  }

  /** Makes a file; it is on stable storage when this returns, and gone if it throws. */
  void write(String id, Writer content);

  /** Opens a file; NOT_FOUND if it is gone. The caller closes it. */
  InputStream open(String id);

  /** Removes a file; none of that id is no failure. */
  void remove(String id);

  /** Removes files of other ids than these that were last written before that time. */
  void sweep(Set<String> known, Instant before);
}
