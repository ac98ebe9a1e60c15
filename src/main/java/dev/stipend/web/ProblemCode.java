package dev.stipend.web;

import java.util.Locale;

/**
 * The one list of error codes, as {@code docs/errors.md} explains them. Whether a client may retry
 * by itself is part of a code: official SDKs retry 409, 429 and all from 500 on, and some of those
 * would buy again.
 */
public enum ProblemCode {
  MISSING_API_KEY(
      401,
      "invalid_request_error",
      Retry.NO,
      "API key missing",
      "Send the header Authorization: Bearer <API key>, or X-API-Key."),
  INVALID_API_KEY(
      401,
      "invalid_request_error",
      Retry.NO,
      "API key not valid",
      "Check that the API key was copied whole; ops can make a new one."),
  ROLE_NOT_ALLOWED(
      403,
      "permission_error",
      Retry.NO,
      "Role not allowed",
      "Use an API key whose role may do this."),
  TEAM_SUSPENDED(
      403,
      "permission_error",
      Retry.NO,
      "Team suspended",
      "Ask ops to make the team active again."),
  MODEL_NOT_ALLOWED(
      403,
      "permission_error",
      Retry.NO,
      "Model not allowed",
      "Use a model that the policy allows, or ask ops to allow this one."),
  PRICE_ABOVE_CEILING(
      403,
      "permission_error",
      Retry.NO,
      "Price above the ceiling",
      "Ask for less (a smaller size, a shorter clip), or ask ops for a higher ceiling."),
  MODEL_NOT_FOUND(
      404,
      "invalid_request_error",
      Retry.NO,
      "No such model or operation",
      "GET /api/models lists what there is."),
  MODEL_UNAVAILABLE(
      404,
      "invalid_request_error",
      Retry.NO,
      "Model not sold at the moment",
      "Nothing was paid; use another model (GET /api/models shows what is available), or ask ops."),
  ROUTE_NOT_FOUND(
      404,
      "invalid_request_error",
      Retry.NO,
      "No such route",
      "Check the path; GET /api/models on the teams' port lists every path that can be bought from."),
  JOB_NOT_FOUND(
      404,
      "invalid_request_error",
      Retry.NO,
      "No such job",
      "Check the job id; a team sees only its own jobs."),
  NOT_FOUND(404, "invalid_request_error", Retry.NO, "Not found", "Check the id."),
  ALREADY_EXISTS(409, "invalid_request_error", Retry.NO, "Exists already", "Choose another id."),
  DECISION_REFUSED(
      409,
      "invalid_request_error",
      Retry.NO,
      "Cannot be decided so",
      "Nothing was changed; detail says what speaks against it."),
  METHOD_NOT_ALLOWED(
      405,
      "invalid_request_error",
      Retry.NO,
      "Method not allowed",
      "Use a method that the header Allow names."),
  CONTENT_NOT_READY(
      409,
      "invalid_request_error",
      Retry.YES,
      "Content not ready",
      "Ask for the job's status until it is complete, then again for the content."),
  CONTENT_GONE(
      410,
      "invalid_request_error",
      Retry.NO,
      "Content gone",
      "There is nothing to fetch for this job; start a new one."),
  CONTENT_UNAVAILABLE(
      503,
      "server_error",
      Retry.YES,
      "Content not available",
      "Ask again in a moment: the result is kept, and can only not be read now."),
  INVALID_JSON(
      400, "invalid_request_error", Retry.NO, "Body is not JSON", "Send one JSON object in UTF-8."),
  INVALID_BODY(
      400,
      "invalid_request_error",
      Retry.NO,
      "Body not valid",
      "Correct the fields that errors names; nothing was sent or paid."),
  BODY_TOO_LARGE(
      413,
      "invalid_request_error",
      Retry.NO,
      "Body too large",
      "Send files as links, not in the body."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "invalid_request_error",
      Retry.NO,
      "Media type not supported",
      "Send JSON with the header Content-Type: application/json."),
  INVALID_IDEMPOTENCY_KEY(
      400,
      "idempotency_error",
      Retry.NO,
      "Idempotency-Key not valid",
      "Send the header Idempotency-Key once, with 1 to 255 visible ASCII characters, quoted or not."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "idempotency_error",
      Retry.NO,
      "Idempotency-Key used for another request",
      "Send a new Idempotency-Key for every new call, and the old one only with the very same request."),
  REQUEST_IN_PROGRESS(
      409,
      "idempotency_error",
      Retry.YES,
      "Same call still running",
      "Send it again in a moment for its answer; for a second, equal purchase send another"
          + " Idempotency-Key."),
  UPLOAD_NOT_FOUND(
      404,
      "invalid_request_error",
      Retry.NO,
      "No such upload",
      "Send the uploadId that POST /api/upload answered to an API key of the same team."),
  UPLOAD_OVER(
      410,
      "invalid_request_error",
      Retry.NO,
      "Upload over",
      "Send the file again with another Idempotency-Key, or with none; that buys a new token."),
  UPLOAD_LOST(
      502,
      "server_error",
      Retry.NO,
      "Upload lost",
      "Send the file again with another Idempotency-Key, or with none; that buys a new token."),
  UPLOAD_REFUSED(
      502,
      "server_error",
      Retry.NO,
      "Upload refused by the store",
      "Try another file, or the same with another Idempotency-Key. Tell ops the spend."),
  UPLOAD_UNAVAILABLE(
      503,
      "server_error",
      Retry.YES,
      "Store not available",
      "Send the same again within a few minutes: the token is kept, and nothing is paid twice."),
  LIMIT_EXCEEDED(
      429,
      "insufficient_quota",
      Retry.NO,
      "Limit spent",
      "Wait for the limit's next window, or ask ops for a higher limit."),
  RATE_LIMIT_EXCEEDED(
      429,
      "rate_limit_error",
      Retry.YES,
      "Too many calls",
      "Wait as long as Retry-After says, or ask ops for more calls per minute."),
  TOO_MANY_JOBS(
      429,
      "rate_limit_error",
      Retry.YES,
      "Too many jobs at once",
      "Wait until a job has ended (GET /api/jobs shows them), or ask ops for more jobs at once."),
  TOO_MANY_WAITING(
      429,
      "rate_limit_error",
      Retry.YES,
      "Too many clients wait",
      "Ask without waiting, or wait with fewer clients; one may wait for each job."),
  WAITING_UNAVAILABLE(
      503,
      "server_error",
      Retry.YES,
      "No room to wait",
      "Ask again in a moment, or without waiting. Ops: more gateways, or a higher waiting.clientsMax."),
  UPSTREAM_REFUSED(
      502,
      "server_error",
      Retry.NO,
      "Upstream refused",
      "Nothing was paid; check the request, and tell ops if it happens again."),
  UPSTREAM_OFFER_REFUSED(
      502,
      "server_error",
      Retry.NO,
      "Upstream's offer not trusted",
      "Nothing was paid; tell ops: the seller offers something else than before."),
  UPSTREAM_UNAVAILABLE(
      503,
      "server_error",
      Retry.YES,
      "Upstream not available",
      "Nothing was paid; ask again in a moment."),
  BUDGET_UNAVAILABLE(
      503,
      "server_error",
      Retry.YES,
      "Budget not available",
      "Nothing was paid; ask again in a moment. Ops: is Redis up? /readyz says what is wrong."),
  TREASURY_EXHAUSTED(
      503,
      "server_error",
      Retry.NO,
      "Treasury exhausted",
      "Nothing was paid; ask ops to fund the wallet."),
  TREASURY_CEILING(
      503,
      "server_error",
      Retry.NO,
      "Treasury's ceiling reached",
      "Nothing was paid; wait as long as Retry-After says, or ask ops."),
  TREASURY_PAUSED(
      503,
      "server_error",
      Retry.NO,
      "Payments paused",
      "Nothing was paid; ask ops. GET /admin/treasury says who paused it and why."),
  TOKEN_BLOCKED(
      503,
      "server_error",
      Retry.NO,
      "Token cannot be moved",
      "Nothing was paid; ask ops. GET /admin/treasury says what the token's contract answers."),
  ROUTE_STOPPED(
      503,
      "server_error",
      Retry.NO,
      "Route stopped",
      "Nothing was paid; use another model, or ask ops to look at the seller's offers."),
  SIGNER_UNAVAILABLE(
      503,
      "server_error",
      Retry.YES,
      "Signer not available",
      "Nothing was paid; ask again in a moment. Ops: is the remote signer up?"),
  INTERNAL_ERROR(
      500,
      "server_error",
      Retry.NO,
      "Internal error",
      "Tell ops the request id. Look for the call before repeating it: it may have been paid.");

  /** Whether a client may repeat the same request by itself. */
  enum Retry {
    YES,
    NO
  }

  private final int status;
  private final String openAiType;
  private final Retry retry;
  private final String title;
  private final String help;

  ProblemCode(int status, String openAiType, Retry retry, String title, String help) {
    this.status = status;
    this.openAiType = openAiType;
    this.retry = retry;
    this.title = title;
    this.help = help;
  }

  /** The stable name: {@code limit_exceeded}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The way out, where a problem has no better one. */
  public String help() {
    return help;
  }

  public boolean mayRetry() {
    return retry == Retry.YES;
  }

  public String openAiType() {
    return openAiType;
  }

  /** What OpenAI itself calls it, where it has a name of its own. */
  public String openAiCode() {
    return switch (this) {
      case MISSING_API_KEY -> INVALID_API_KEY.code();
      case LIMIT_EXCEEDED -> "insufficient_quota";
      case JOB_NOT_FOUND -> "not_found";
      default -> code();
    };
  }

  public String uri() {
    return "urn:stipend:error:" + code();
  }

  public String documentation() {
    return "/docs/errors#" + code();
  }
}
