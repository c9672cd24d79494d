/**
 * The command line: {@code inspect}, {@code verify}, {@code salvage}, {@code copy}, {@code diff}
 * and {@code latest} over checkpoint files.
 *
 * <p>Knows files and terminals, nothing of variables or ND4J: it starts fast and runs where no
 * native library does. Commands that compute live in modules above and join through {@link
 * Subcommand}.
 *
 * <p>Read first: Main, then InspectCommand. Everything a command prints that came out of a file
 * goes through Printable, so that no key can talk to the terminal.
 */
@NullMarked
package org.ckpt4j.cli;

import org.jspecify.annotations.NullMarked;
