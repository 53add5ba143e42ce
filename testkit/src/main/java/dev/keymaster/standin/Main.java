package dev.keymaster.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * A stand-in for processes that are not Java: {@code PROVIDER [PORT [NAME ...]]}. Prints its base
 * URL, an admin credential and a key, a line each, and plays until it is killed. Keys of the given
 * names are there beside the first one.
 */
public final class Main {
  private Main() {}

  /** Plays the provider that is named. */
  public static void main(String[] words) throws IOException, InterruptedException {
    int port = words.length > 1 ? Integer.parseInt(words[1]) : 0;
    try (StandIn standIn = StandIn.of(words[0], Doors.PLAIN, port)) {
      for (int i = 2; i < words.length; i++) {
        standIn.issue(words[i]).close();
      }
      PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
      out.println(standIn.baseUrl());
      print(standIn.admin(), out);
      print(standIn.key(), out);
      new CountDownLatch(1).await();
    }
  }

  @RevealsSecret("a stand-in's keys open nothing, and whoever tries it out needs them")
  private static void print(Secret value, PrintStream out) throws IOException {
    try (value) {
      out.write(value.reveal());
      out.println();
    }
  }
}
