/**
 * Files that teams bring: each is paid for once, sent to the seller's store and known by its
 * content from then on.
 *
 * <p>Invariants: a file's type is what its content says; a token that was paid for is kept before
 * it is used, so that whoever goes on after a crash buys no second one; a file known to one team is
 * unknown to every other; a token is shown to nobody but the team that bought it, and in no text.
 */
@NullMarked
package dev.stipend.upload;

import org.jspecify.annotations.NullMarked;
