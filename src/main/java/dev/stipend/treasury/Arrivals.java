package dev.stipend.treasury;

import java.util.List;

/**
 * What a search for deposits found.
 *
 * @param searchedTo the last block that was searched
 */
public record Arrivals(List<Deposit> deposits, long searchedTo) {

  public Arrivals {
    deposits = List.copyOf(deposits);
  }
}
