package dev.stipend.call;

import dev.stipend.ledger.SpendId;
import java.util.Optional;

/**
 * Who has a name, and how far it got.
 *
 * @param leased whether it was made so lately that whoever made it may be at it still
 * @param bound whether money was reserved under this claim; before that nothing can be paid
 * @param told whether a client was given an answer while the spend had not ended well
 * @param room what the first answer said is left, for its repetition
 */
public record Claim(
    SpendId spend, Ask ask, boolean leased, boolean bound, boolean told, Optional<Room> room) {}
