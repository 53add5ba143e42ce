/**
 * Which events raise which alerts, and what waits to be delivered: rules and a state in, messages
 * out. Pure: reads no clock, delivers nothing. Start with {@link dev.keymaster.alert.AlertState}.
 */
@NullMarked
package dev.keymaster.alert;

import org.jspecify.annotations.NullMarked;
