package dev.keymaster.ide;

import java.util.function.UnaryOperator;

/**
 * What becomes of one file.
 *
 * @param path below the folder of the project, with slashes
 * @param setup what the file becomes, of what it is; of an empty text if it is not there
 * @param removal takes that away again; an empty text if nothing is left of it
 */
public record Change(String path, UnaryOperator<String> setup, UnaryOperator<String> removal) {}
