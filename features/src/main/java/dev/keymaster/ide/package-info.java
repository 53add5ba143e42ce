/**
 * Settings of editors and coding agents: what gives their terminals keys, and what keeps agents
 * from reading files of keys. Pure text in, text out; holds no value and reads no file. Start with
 * {@link dev.keymaster.ide.Tool}.
 */
@NullMarked
package dev.keymaster.ide;

import org.jspecify.annotations.NullMarked;
