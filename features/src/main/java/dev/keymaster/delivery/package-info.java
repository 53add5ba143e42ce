/**
 * How alerts leave the house: to a program, to a web server. No rule lives here and nothing is
 * kept. Start with {@link dev.keymaster.delivery.Couriers}.
 */
@NullMarked
package dev.keymaster.delivery;

import org.jspecify.annotations.NullMarked;
