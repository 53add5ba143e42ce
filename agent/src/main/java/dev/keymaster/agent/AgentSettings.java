package dev.keymaster.agent;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an agent needs to know.
 *
 * @param runtime the folder for sockets of this person's session
 * @param socket where it listens, below that
 * @param idle after how long without a request it locks; zero for never
 * @param lifetime after how long it locks in any case
 * @param build which program this is
 * @param protection how its keys and its memory are kept from others, see {@link Seclusion#words}
 */
public record AgentSettings(
    Path runtime, Path socket, Duration idle, Duration lifetime, String build, String protection) {}
