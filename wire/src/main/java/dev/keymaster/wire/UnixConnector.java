package dev.keymaster.wire;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Connects to the socket of an agent, and believes it only if the kernel says that the process at
 * the other end is the same user's: it is going to get secrets.
 *
 * @param socket where it listens
 * @param self who runs this process
 */
public record UnixConnector(Path socket, UserPrincipal self) implements Connector {
  @Override
  public ByteChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      if (!channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(self)) {
        throw new IOException("the agent at " + socket + " belongs to another user");
      }
      return channel;
    } catch (IOException | UnsupportedOperationException e) {
      channel.close();
      throw e;
    }
  }
}
