/**
 * The command line: understands arguments and writes for people.
 *
 * <p>It does nothing itself: what a command does is handed in by {@code Main}.
 */
@NullMarked
package dev.stipend.cli;

import org.jspecify.annotations.NullMarked;
