/**
 * What is known about providers, as data: how their keys look, which environment variable a key
 * becomes, where and how to ask about it. The facts stand in {@code builtin.catalogue} beside this
 * package; no vendor has code here, nothing here touches the network, and no real key stands in any
 * file. Keys are recognised on their bytes, never as text.
 *
 * <p>Loaded by the hot commands, so parsing is by hand and only what is asked for. Start with
 * {@link dev.keymaster.catalogue.Catalogue}.
 */
@NullMarked
package dev.keymaster.catalogue;

import org.jspecify.annotations.NullMarked;
