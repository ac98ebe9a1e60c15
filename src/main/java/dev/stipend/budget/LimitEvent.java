package dev.stipend.budget;

import dev.stipend.money.Money;
import java.time.Instant;

/**
 * The use of a limit reached one of its thresholds; told once for each window.
 *
 * @param id orders events and pages through them
 * @param threshold per cent
 * @param amount the limit and its raises at that time
 * @param spend whose reservation reached it
 */
public record LimitEvent(
    String id,
    Instant at,
    String limitId,
    String windowId,
    int threshold,
    Money amount,
    Money used,
    String spend) {}
