package dev.keymaster.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.keymaster.model.Anchor;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Ways to keep checkpoints elsewhere: a file, a program, a web server. */
public final class Anchors {
  private Anchors() {}

  /** A file that checkpoints are appended to, each with an empty line after it. */
  public static Anchor file(Path file) {
    return new InFile(file);
  }

  /** A program that is started without a shell and gets the checkpoint on standard input. */
  public static Anchor program(Path program) {
    return new ByProgram(program);
  }

  /** A web server that the checkpoint is posted to. */
  public static Anchor server(URI address) {
    return new AtServer("server " + address.getHost(), () -> address);
  }

  /**
   * A web server whose address is a secret.
   *
   * @param shown what it is called
   */
  public static Anchor server(String shown, Address address) {
    return new AtServer(shown, address);
  }

  /** Where an address comes from when it is needed. Thread-safe. */
  public interface Address {
    /**
     * Returns it.
     *
     * @throws IOException if it is not to be had: why, in one line
     */
    URI get() throws IOException;
  }

  private record InFile(Path file) implements Anchor {
    @Override
    public String shown() {
      return "file " + file;
    }

    @Override
    public void keep(String checkpoint, Duration limit) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap((checkpoint + "\n").getBytes(UTF_8));
      try (FileChannel out = FileChannel.open(file, CREATE, WRITE, APPEND, NOFOLLOW_LINKS)) {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      } catch (IOException e) {
        throw new IOException("it could not be written", e);
      }
    }
  }

  private record ByProgram(Path program) implements Anchor {
    @Override
    public String shown() {
      return "command " + program;
    }

    @Override
    public void keep(String checkpoint, Duration limit) throws IOException {
      CommandDelivery.run(List.of(program.toString()), checkpoint.getBytes(UTF_8), limit);
    }
  }

  private record AtServer(String shown, Address address) implements Anchor {
    @Override
    public void keep(String checkpoint, Duration limit) throws IOException {
      byte[] body = checkpoint.getBytes(UTF_8);
      try {
        WebhookDelivery.post(address.get(), "text/plain; charset=utf-8", body, limit);
      } catch (IllegalArgumentException e) {
        throw new IOException("it cannot be posted to", e);
      }
    }
  }
}
