/**
 * What holds for the whole: the arrows between rooms, and how the finished program behaves as a
 * process. Tests of one room live in that room. Start with {@link KeymasterProcess} to test a
 * command, with {@link RoomTests} to add a room.
 */
@NullMarked
package dev.keymaster.checks;

import org.jspecify.annotations.NullMarked;
