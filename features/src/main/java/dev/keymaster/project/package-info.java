/**
 * The files of a person and of a project: {@code keymaster.yaml}, {@code config.yaml}, {@code
 * .env}, {@code .gitignore}, and what this machine remembers about a project (its current
 * environment, whether it is trusted).
 *
 * <p>No vault is opened here and nothing is printed. What is read is checked against what is known
 * and refused with the line; what is written is written whole or not at all and keeps every line it
 * does not change. Secrets pass through only in {@link dev.keymaster.project.Dotenv}. Start with
 * {@link dev.keymaster.project.Project}.
 */
@NullMarked
package dev.keymaster.project;

import org.jspecify.annotations.NullMarked;
