package dev.stipend.ledger;

import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;

/**
 * What one API key's calls of one operation of one model came to in a month (UTC), kept up with
 * every row.
 *
 * @param account what it was booked to, such as {@code spent}
 * @param calls how many rows booked it
 */
public record MonthTotal(
    String account,
    TeamId team,
    ApiKeyId apiKey,
    String modelClass,
    String model,
    String operation,
    String costCentre,
    Money amount,
    long calls) {}
