package dev.stipend.treasury;

import dev.stipend.x402.Address;
import java.util.List;

/**
 * Where the search for deposits stands.
 *
 * @param opened the block whose balance the books began with; what came in up to it is in there
 * @param searched the last block that was searched; it only ever grows
 */
public record FundingSearch(Address wallet, long opened, long searched) {

  /**
   * Fails for whoever has other wallets only: he would say that blocks were searched of which he
   * cannot see the transfers.
   */
  FundingSearch by(List<Address> wallets) {
    if (!wallets.contains(wallet)) {
      throw new IllegalStateException(
          "the books were opened for the wallet "
              + wallet
              + ", whose money this one cannot spend; if it paid before, name it in"
              + " wallet.former");
    }
    return this;
  }
}
