package dev.stipend.treasury;

import dev.stipend.x402.Address;

/**
 * Where the search for deposits stands.
 *
 * @param opened the block whose balance the books began with; what came in up to it is in there
 * @param searched the last block that was searched; it only ever grows
 */
public record FundingSearch(Address wallet, long opened, long searched) {}
