/**
 * Looks for keys where they should not be: in files, in what git keeps, in histories of shells and
 * coding agents. Knows held keys by their fingerprints and others by their looks; holds no key and
 * opens no vault. Deciding is pure; {@link dev.keymaster.scan.Tree} and {@link
 * dev.keymaster.scan.GitObjects} read. Start with {@link dev.keymaster.scan.Sieve}.
 */
@NullMarked
package dev.keymaster.scan;

import org.jspecify.annotations.NullMarked;
