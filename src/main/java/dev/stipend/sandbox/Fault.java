package dev.stipend.sandbox;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything the seller can do wrong on request, one name per behaviour. A fault matches the
 * requests that its group handles: quotes are paid routes without a payment, payments those with
 * one.
 */
public enum Fault {
  QUOTE_BASE_ONLY(Group.QUOTE, "offers Base alone"),
  QUOTE_UNKNOWN_SCHEME_FIRST(Group.QUOTE, "offers a scheme nobody knows before the good one"),
  QUOTE_WITHOUT_EXTRA(Group.QUOTE, "leaves extra out of the offers"),
  QUOTE_WITHOUT_TIMEOUT(Group.QUOTE, "leaves maxTimeoutSeconds out; payments may too from then on"),
  QUOTE_WITHOUT_BAZAAR(Group.QUOTE, "leaves the extensions out"),
  QUOTE_EMPTY_BODY(Group.QUOTE, "answers 402 with an empty body"),
  QUOTE_LARGE_HEADER(Group.QUOTE, "PAYMENT-REQUIRED of more than 6 KB; parameter: bytes"),
  QUOTE_WITH_MPP(Group.QUOTE, "adds a WWW-Authenticate challenge of another protocol"),
  QUOTE_ENCODING(Group.QUOTE, "another base64; parameter: form=unpadded|url|url-unpadded"),
  QUOTE_EXTENSION(Group.QUOTE, "an extension nobody knows; parameter: required=true|false"),
  QUOTE_PAYMENT_IDENTIFIER(Group.QUOTE, "wants purchases named; payments must be from then on"),
  QUOTE_MAXIMUM(Group.QUOTE, "quotes the route's maximum for a good body"),
  QUOTE_REFUSES_BAD_BODY(Group.QUOTE, "answers 400 to a bad body instead of the maximum"),
  QUOTE_DELAY(Group.QUOTE, "answers late; parameter: millis"),
  QUOTE_FAILS(Group.QUOTE, "answers an error instead of a quote; parameter: status"),

  PRICE_CHANGE(Group.DRIFT, "changes the route's price when a payment arrives; parameter: amount"),
  QUOTE_AMOUNT(Group.DRIFT, "quotes another amount; parameter: amount"),
  PAYEE_CHANGE(Group.DRIFT, "names another payee; parameter: payTo"),
  OTHER_ASSET(Group.DRIFT, "names another token; parameter: asset"),
  OTHER_CHAIN(Group.DRIFT, "names another network; parameter: network"),
  OTHER_DOMAIN(Group.DRIFT, "names another token name in extra; parameter: name"),
  VERSION_ONE(Group.DRIFT, "speaks x402Version 1"),
  VERSION_ONE_BODY(Group.DRIFT, "asks in the body, as x402Version 1 did"),
  AMOUNT_ZERO(Group.DRIFT, "quotes \"0\""),
  AMOUNT_NEGATIVE(Group.DRIFT, "quotes \"-1\""),
  AMOUNT_FRACTION(Group.DRIFT, "quotes \"1.5\""),
  AMOUNT_HUGE(Group.DRIFT, "quotes forty digits"),
  FOREIGN_RESOURCE(Group.DRIFT, "describes a resource of another origin; parameter: url"),
  GARBAGE_QUOTE(Group.DRIFT, "sends a PAYMENT-REQUIRED that is not base64"),
  MISSING_QUOTE(Group.DRIFT, "answers 402 without PAYMENT-REQUIRED"),

  INSUFFICIENT_FUNDS(Group.PAYMENT_CHECK, "refuses: balance too low"),
  BAD_SIGNATURE(Group.PAYMENT_CHECK, "refuses: bad signature"),
  WINDOW_EXPIRED(Group.PAYMENT_CHECK, "refuses: expired or too close"),
  WINDOW_NOT_OPEN(Group.PAYMENT_CHECK, "refuses: not yet valid"),
  WRONG_AMOUNT(Group.PAYMENT_CHECK, "refuses: wrong amount"),
  WRONG_PAYEE(Group.PAYMENT_CHECK, "refuses: wrong payee"),
  NONCE_USED(Group.PAYMENT_CHECK, "refuses: nonce used"),
  WRONG_DOMAIN(Group.PAYMENT_CHECK, "refuses: wrong token name"),
  WRONG_DOMAIN_VERSION(Group.PAYMENT_CHECK, "refuses: wrong token version"),
  MISSING_DOMAIN(Group.PAYMENT_CHECK, "refuses: no domain in the offer"),
  SIMULATION_FAILED(Group.PAYMENT_CHECK, "refuses: the simulated transfer failed"),
  UNEXPECTED_VERIFY_ERROR(Group.PAYMENT_CHECK, "refuses: unexpected error"),
  REFUSE_PAYMENT(Group.PAYMENT_CHECK, "refuses with any text; parameter: reason"),
  REFUSE_WITHOUT_REASON(Group.PAYMENT_CHECK, "answers a payment with a bare 402"),

  ROUTE_MISSING(Group.ORDER, "step 0: 404 for a paid route that was there"),
  INVALID_JSON(Group.ORDER, "step 1: 400, the body does not parse"),
  INVALID_BODY(Group.ORDER, "step 2: 400, the body breaks the schema"),
  PRICE_CRASH(Group.ORDER, "step 3: pricing fails, so the maximum is wanted"),
  MALFORMED_PAYMENT(Group.ORDER, "step 4: 402 malformed_payment_header"),
  REQUIREMENTS_MISMATCH(Group.ORDER, "step 4: 402 requirements_mismatch at the same price"),
  VERIFY_DOWN(Group.ORDER, "step 5: 500 as plain text, the facilitator does not answer"),
  HANDLER_REFUSES(Group.ORDER, "step 6: no job, not settled; parameters: status, error"),
  HANDLER_CRASHES(Group.ORDER, "step 6: 500, no job, not settled"),
  SETTLE_STUMBLES(Group.ORDER, "step 7: two attempts fail, the third moves the money"),
  DELAY_BEFORE_SETTLE(Group.ORDER, "step 7: waits before it settles; parameter: millis"),
  DELAY_AFTER_SETTLE(Group.ORDER, "step 8: waits before it answers; parameter: millis"),

  SETTLE_THEN_DROP(Group.DOUBT, "moves the money and drops the connection"),
  DROP_WITHOUT_SETTLING(Group.DOUBT, "starts the job, drops the connection, moves nothing"),
  DROP_BEFORE_HANDLER(Group.DOUBT, "drops the connection before anything was done"),
  SETTLE_LATE(Group.DOUBT, "drops the connection and moves the money later; parameter: millis"),
  NEVER_ANSWERS(Group.DOUBT, "keeps the connection open and silent; parameter: settle=true|false"),
  SETTLEMENT_FAILED(Group.DOUBT, "500 Settlement failed, the money did not move"),
  SETTLEMENT_FAILED_BUT_PAID(Group.DOUBT, "500 Settlement failed although the money moved"),
  ERROR_AFTER_SETTLE(Group.DOUBT, "moves the money and answers an error; parameter: status"),
  ERROR_WITHOUT_SETTLING(Group.DOUBT, "starts the job and answers an error; parameter: status"),
  NO_RECEIPT(Group.DOUBT, "200 and paid, without PAYMENT-RESPONSE"),
  UNREADABLE_RECEIPT(Group.DOUBT, "200 and paid, PAYMENT-RESPONSE is garbage"),
  FAILED_RECEIPT(Group.DOUBT, "200, the receipt says success:false, the money did not move"),
  FAILED_RECEIPT_BUT_PAID(Group.DOUBT, "200, the receipt says success:false, the money moved"),
  RECEIPT_WITHOUT_TRANSFER(Group.DOUBT, "200, the receipt says success, the money did not move"),
  TRUNCATED_JSON(Group.DOUBT, "200 and paid, the JSON ends in the middle"),
  TRUNCATED_ANSWER(Group.DOUBT, "200 and paid, the connection ends in the middle of the body"),
  NO_JOB_ID(Group.DOUBT, "200 and paid, without jobId"),
  REDIRECT(Group.DOUBT, "307 to a payment; parameters: location, settle=true|false"),

  REPLAY_PASSES_VERIFY(Group.REPLAY, "overlooks a used nonce until it settles"),

  RPC_ERROR(Group.CHAIN, "answers a JSON-RPC error; parameters: code, message, method"),
  RPC_DOWN(Group.CHAIN, "answers HTTP 503"),
  RPC_GARBAGE(Group.CHAIN, "answers something that is not JSON"),
  RPC_DROP(Group.CHAIN, "drops the connection"),
  RPC_DELAY(Group.CHAIN, "answers late; parameter: millis"),
  SAFE_BLOCK_LAGS(Group.CHAIN, "the safe block is this much older; parameter: blocks"),
  NODE_LAGS(Group.CHAIN, "the node has not seen the newest blocks; parameter: blocks"),
  WRONG_CHAIN(Group.CHAIN, "says it is another chain; parameter: chainId"),
  LOGS_LIMITED(Group.CHAIN, "refuses to search more blocks than this; parameter: blocks"),
  NONCE_CANCELLED(Group.CHAIN, "the payer's nonce is cancelled on chain before settling"),

  CLIENT_NONCES_REFUSED(Group.SIWX, "takes only nonces from its own challenges"),
  SIWX_CHALLENGE(Group.SIWX, "challenges although a proof was sent"),
  SIWX_MALFORMED(Group.SIWX, "refuses a proof as malformed"),
  SIWX_EXPIRED(Group.SIWX, "refuses a proof as expired"),
  SIWX_NONCE_USED(Group.SIWX, "refuses a proof as used"),
  SIWX_INVALID_SIGNATURE(Group.SIWX, "refuses a proof for its signature"),
  SIWX_CRASHES(Group.SIWX, "500 as plain text instead of checking a proof"),
  CHALLENGE_SHORT(Group.SIWX, "a challenge without chainId, type and statement"),
  CHALLENGE_AHEAD(Group.SIWX, "a challenge issued in the future; parameter: millis"),
  JOB_OF_ANOTHER_WALLET(Group.SIWX, "403 to a good proof"),

  UNKNOWN_STATUS(Group.JOBS, "a status nobody knows; parameter: status"),
  JOB_NOT_FOUND(Group.JOBS, "404 for a job that is there"),
  JOB_ERROR(Group.JOBS, "an error instead of the job; parameter: status"),
  JOB_DELAY(Group.JOBS, "tells a job's state late; parameter: millis"),
  JOB_FAILS(Group.JOBS, "the next job fails; parameter: error"),
  JOB_NEVER_COMPLETES(Group.JOBS, "the next job stays loading"),
  JOB_SLOW(Group.JOBS, "the next job takes longer; parameter: millis"),
  OTHER_SUCCESS_WORD(Group.JOBS, "calls a complete job something else; parameter: status"),
  COMPLETE_WITHOUT_URL(Group.JOBS, "a complete job without a result"),
  FOREIGN_LINK(Group.JOBS, "the result is on another host; parameter: url"),
  LIST_ENVELOPE(Group.JOBS, "the list under another name; parameter: under=jobs|data|items|array"),
  LINK_EXPIRED(Group.JOBS, "403 for a result"),
  DOWNLOAD_CUT(Group.JOBS, "the connection ends in the middle of a result"),
  DOWNLOAD_WRONG_TYPE(Group.JOBS, "a page of HTML instead of a result"),
  DOWNLOAD_REDIRECTS(Group.JOBS, "302 instead of a result; parameter: location"),
  DOWNLOAD_HUGE(Group.JOBS, "an endless-looking result; parameter: bytes"),
  DOWNLOAD_DELAY(Group.JOBS, "a result that comes late; parameter: millis"),

  UPLOAD_TOKEN_EXPIRED(Group.UPLOAD, "the next token has expired already"),
  UPLOAD_TOKEN_SMALL(Group.UPLOAD, "the next token takes only so much; parameter: bytes"),
  BLOB_ERROR(
      Group.UPLOAD, "an error instead of taking the bytes; parameters: status, code, retryAfter"),
  BLOB_DROP(Group.UPLOAD, "drops the connection instead of taking the bytes"),
  BLOB_KEPT_THEN_DROP(Group.UPLOAD, "takes the bytes and drops the connection"),
  BLOB_DELAY(Group.UPLOAD, "takes the bytes late; parameter: millis"),
  BLOB_ELSEWHERE(Group.UPLOAD, "names another place for the bytes it took; parameter: url"),
  BLOB_GONE(Group.UPLOAD, "404 for what was uploaded"),
  CONFIRMATION_FAILS(Group.UPLOAD, "an error instead of the confirmation; parameter: status"),
  CONFIRMATION_LOST(Group.UPLOAD, "confirms, and drops the connection"),

  DISCOVERY_DOWN(Group.DISCOVERY, "503 for openapi.json and llms.txt"),
  DISCOVERY_BROKEN(Group.DISCOVERY, "openapi.json that is not JSON"),
  DISCOVERY_HUGE(Group.DISCOVERY, "openapi.json that is far too large; parameter: bytes"),
  DISCOVERY_CHANGED(Group.DISCOVERY, "openapi.json without the clip's route"),
  DISCOVERY_FOREIGN(Group.DISCOVERY, "openapi.json of something else"),
  FIRST_GENERATION(Group.DISCOVERY, "sells seedance as it was at first, until cleared"),
  NEW_MODEL(Group.DISCOVERY, "sells a model that nobody knew, until cleared"),
  WITHDRAWN_MODEL(Group.DISCOVERY, "does not sell the clip any more, until cleared"),

  TOO_MANY_REQUESTS(Group.LOAD, "429; parameters: retryAfter, on"),
  UNAVAILABLE(Group.LOAD, "503; parameters: retryAfter, on"),
  CONNECTION_DROP(Group.LOAD, "drops the connection without an answer; parameter: on"),
  CONNECTION_CLOSE(
      Group.LOAD, "closes the connection after the answer, unannounced; parameter: on"),
  SLOW_HEADERS(Group.LOAD, "waits before the first byte; parameters: millis, on"),
  SLOW_BODY(Group.LOAD, "waits between headers and body; parameters: millis, on");

  /** The groups in which the behaviours are documented. */
  public enum Group {
    QUOTE,
    DRIFT,
    PAYMENT_CHECK,
    ORDER,
    DOUBT,
    REPLAY,
    CHAIN,
    SIWX,
    JOBS,
    UPLOAD,
    DISCOVERY,
    LOAD;

    String label() {
      return kebab(name());
    }
  }

  private final Group group;
  private final String description;

  Fault(Group group, String description) {
    this.group = group;
    this.description = description;
  }

  public Group group() {
    return group;
  }

  public String description() {
    return description;
  }

  /** The name by which HTTP knows it, such as {@code settle-then-drop}. */
  public String label() {
    return kebab(name());
  }

  public static Optional<Fault> named(String label) {
    return Arrays.stream(values()).filter(fault -> fault.label().equals(label)).findFirst();
  }

  /** The fault whose name is most like this one. */
  static Fault nearest(String label) {
    return Arrays.stream(values())
        .min(Comparator.comparingInt(fault -> distance(fault.label(), label)))
        .orElseThrow();
  }

  /** How many letters must be added, dropped or replaced. */
  private static int distance(String left, String right) {
    int[] above = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] row = new int[right.length() + 1];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[right.length()];
  }

  private static String kebab(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
