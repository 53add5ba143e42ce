package dev.keymaster.cli;

/**
 * What can be told about the installed program, for {@code doctor}.
 *
 * @param system name of the operating system, such as {@code Linux}
 * @param launched whether the launcher started it, which keeps its surroundings from bending it
 * @param fastStart whether it starts from an AOT cache
 * @param storageLibrary where SQLite's native library should be; empty where it is unpacked
 * @param secretMemory {@code hidden}, {@code locked} or {@code swappable}: how well a resident
 *     process can keep keys; empty where libsodium is missing
 */
public record Installation(
    String system,
    boolean launched,
    boolean fastStart,
    String storageLibrary,
    String secretMemory) {}
