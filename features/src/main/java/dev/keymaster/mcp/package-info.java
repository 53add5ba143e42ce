/**
 * The Model Context Protocol over lines of JSON: what a coding agent may ask for, and what it is
 * told. Holds no value of any key and could answer none. Start with {@link
 * dev.keymaster.mcp.McpServer}.
 */
@NullMarked
package dev.keymaster.mcp;

import org.jspecify.annotations.NullMarked;
