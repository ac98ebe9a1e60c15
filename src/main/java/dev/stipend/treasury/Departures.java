package dev.stipend.treasury;

import java.util.List;

/**
 * What a search for transfers out of a wallet found.
 *
 * @param searchedTo the last block that was searched
 */
public record Departures(List<Departure> departures, long searchedTo) {

  public Departures {
    departures = List.copyOf(departures);
  }
}
