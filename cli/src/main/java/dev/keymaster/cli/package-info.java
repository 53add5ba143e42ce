/**
 * The command line: parse, prompt, ask the {@link dev.keymaster.wire.Engine}, print.
 *
 * <p>Here live the verbs (one {@code …Verb} a file), their help, the input of secrets, tables, JSON
 * and exit codes. Never here: a rule about who may have a key, cryptography, storage. Nothing
 * touches the machine but through {@link dev.keymaster.cli.World}. Verbs on the hot paths ({@code
 * get}, {@code run}, {@code ls}, completion) are parsed without picocli; whatever their short
 * parser does not understand goes the long way, so both behave alike.
 *
 * <p>Start with {@link dev.keymaster.cli.Keymaster}, then {@code Verbs} and any verb.
 */
@NullMarked
package dev.keymaster.cli;

import org.jspecify.annotations.NullMarked;
