package dev.keymaster.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.AgentStatus;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers of the same user that mean no good, and a good one that is answered all the same. */
class HostilePeerTests {
  @TempDir Path runtime;
  private final List<SocketChannel> open = new ArrayList<>();
  private @Nullable RunningAgent agent;

  private RunningAgent running() {
    if (agent == null) {
      agent = new RunningAgent(runtime);
    }
    return agent;
  }

  @AfterEach
  void end() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
    running().close();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(running().socket));
    open.add(channel);
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Reads until the agent ends the connection. */
  private static String all(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
    StringBuilder text = new StringBuilder();
    try {
      while (channel.read(buffer.clear()) >= 0) {
        text.append(US_ASCII.decode(buffer.flip()));
      }
    } catch (IOException e) {
      // ended harshly: what was sent was not read
    }
    return text.toString();
  }

  private void aGoodClientIsAnswered() throws IOException {
    try (AgentClient client = running().client()) {
      assertThat(AgentStatus.of(client.get("/v1/status")).build()).isEqualTo("b1");
    }
  }

  @Test
  void SL5_a_good_client_is_answered_beside_200_idle_connections() throws IOException {
    for (int i = 0; i < 200; i++) {
      connect();
    }
    aGoodClientIsAnswered();
  }

  @Test
  void SL5_a_flood_of_connections_ends_the_idle_ones_and_not_the_agent() throws IOException {
    for (int i = 0; i < 600; i++) {
      connect();
    }
    aGoodClientIsAnswered();
    try (AgentClient client = running().client()) {
      assertThat(AgentStatus.of(client.get("/v1/status")).connections())
          .isLessThanOrEqualTo(Peers.MOST + 1);
    }
    assertThat(all(open.getFirst())).as("the one that was idle longest").isEmpty();
  }

  @Test
  void SL5_half_a_frame_and_then_nothing_holds_up_nobody() throws IOException {
    for (int i = 0; i < 50; i++) {
      send(connect(), "POST /v1/unlock HTTP/1.1\r\nHost: k\r\nContent-Length: 100\r\n\r\nhalf");
      send(connect(), "GET /v1/sta");
    }
    aGoodClientIsAnswered();
  }

  @Test
  void SL5_half_a_frame_and_then_the_end_is_refused() throws IOException {
    SocketChannel channel = connect();
    send(channel, "GET /v1/status HTTP/1.1\r\nHost:");
    channel.shutdownOutput();
    assertThat(all(channel)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void SL5_a_length_of_two_gigabytes_is_refused_before_it_comes() throws IOException {
    SocketChannel channel = connect();
    send(channel, "POST /v1/keys HTTP/1.1\r\nHost: k\r\nContent-Length: 2147483648\r\n\r\n");
    assertThat(all(channel)).startsWith("HTTP/1.1 413 ").contains("\"code\":\"usage\"");
    aGoodClientIsAnswered();
  }

  @Test
  void SL5_a_peer_that_sends_a_byte_at_a_time_is_ended_by_the_clock() throws Exception {
    SocketChannel channel = connect();
    Thread drip =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                for (int i = 0; i < 300; i++) {
                  send(channel, i == 0 ? "GET /v1/status HTTP/1.1\r\nX: " : "x");
                  Thread.sleep(100);
                }
              } catch (IOException | InterruptedException e) {
                // ended, as it should be
              }
            });
    aGoodClientIsAnswered();
    assertThat(all(channel)).isEmpty();
    drip.join(20_000);
    assertThat(drip.isAlive()).as("writing fails once the agent has hung up").isFalse();
  }

  @Test
  void SL5_random_frames_never_keep_a_good_client_out() throws IOException {
    Random random = new Random(11);
    byte[] good = "GET /v1/status HTTP/1.1\r\nHost: k\r\n\r\n".getBytes(US_ASCII);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      try (SocketChannel channel =
          SocketChannel.open(UnixDomainSocketAddress.of(running().socket))) {
        channel.write(ByteBuffer.wrap(bytes));
        channel.shutdownOutput();
        refused += all(channel).startsWith("HTTP/1.1 200") ? 0 : 1;
      }
    }
    assertThat(refused).isBetween(1_000, 1_999);
    aGoodClientIsAnswered();
  }

  @Test
  void requests_that_follow_each_other_at_once_are_all_answered() throws IOException {
    SocketChannel channel = connect();
    send(channel, "GET /v1/status HTTP/1.1\r\nHost: k\r\n\r\n".repeat(100));
    channel.shutdownOutput();
    assertThat(all(channel).split("HTTP/1.1 200 OK", -1)).hasSize(101);
  }
}
