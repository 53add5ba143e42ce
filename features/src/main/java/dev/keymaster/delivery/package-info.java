/**
 * How alerts and checkpoints of the log leave the house: to a program, to a web server, to a file.
 * No rule lives here and nothing is kept. Start with {@link dev.keymaster.delivery.Couriers}, then
 * {@link dev.keymaster.delivery.Anchors}.
 */
@NullMarked
package dev.keymaster.delivery;

import org.jspecify.annotations.NullMarked;
