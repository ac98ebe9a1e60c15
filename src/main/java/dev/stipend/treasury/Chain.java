package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Reading the chain. Every failure is a failed Future: the caller treats it as "not known". Nothing
 * is read before the endpoint was found, once, to serve the chain and the token that are meant.
 */
public interface Chain {

  /** Fails when the endpoint does not answer, or serves another chain or another token. */
  Future<Void> verify();

  /** What the holder has of the token now, as the latest block says; good for showing only. */
  Future<Money> balanceOf(Address holder);

  /** What the holder had of the token after this block. */
  Future<Money> balanceOf(Address holder, long block);

  /** The newest block of this finality. */
  Future<ChainHead> head(Finality finality);

  /** The number of the newest block that is not younger than this time and not above this block. */
  Future<Long> blockAt(long timeSeconds, ChainHead newest);

  /** Whether the token would refuse the authorization, as of the state after this block. */
  Future<Boolean> isUsedOrCancelled(Address payer, Bytes32 nonce, long block);

  /**
   * Fails unless everybody who can be asked sees the authorization unused after this block, and the
   * block as it was told: the last question before money is given back for lack of evidence.
   */
  Future<Void> confirmUnused(Address payer, Bytes32 nonce, ChainHead block);

  /** Searches these blocks, first and last among them, for what ended the authorization. */
  Future<AuthorizationEnd> findEnd(Address payer, Bytes32 nonce, long first, long last);

  /**
   * What came in for the holder from the first block on. The search may end before the last one;
   * the answer tells where.
   */
  Future<Arrivals> arrivals(Address holder, long first, long last);

  /** Why the token would refuse payments among these now: it is paused, or one is blacklisted. */
  Future<Optional<String>> objection(List<Address> holders);

  /**
   * What left the holder from the first block on. The search may end before the last one; the
   * answer tells where.
   */
  Future<Departures> departures(Address holder, long first, long last);

  /** What left the holder in one transaction; nothing where there is no such transaction. */
  Future<List<Departure>> departuresIn(Bytes32 transaction, Address holder);
}
