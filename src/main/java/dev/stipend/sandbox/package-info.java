/**
 * A real seller for first runs and tests: it quotes, checks every signature, moves play money on a
 * chain of its own, makes small pictures and clips, and can be told to misbehave.
 *
 * <p>It shares no code with the rest of the program, so that both being wrong in the same way takes
 * two mistakes. What holds here: an authorization moves money at most once; a closed block never
 * changes; what an answer has told is in the journal before the answer leaves; a restart on the
 * same folder forgets nothing but sign-in nonces and faults. Prompts and signatures reach neither
 * the log nor a message.
 */
@NullMarked
package dev.stipend.sandbox;

import org.jspecify.annotations.NullMarked;
