package dev.stipend.upstream;

import dev.stipend.call.PaidAnswer;
import dev.stipend.call.Purchase;
import dev.stipend.call.QuoteAnswer;
import dev.stipend.call.Seller;
import dev.stipend.job.JobAnswer;
import dev.stipend.job.JobListAnswer;
import dev.stipend.job.JobSource;
import dev.stipend.job.ProofSigner;
import dev.stipend.upload.Confirmations;
import dev.stipend.upstream.ProvenReads.ProvenRead;
import dev.stipend.x402.PaymentHeader;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The seller's routes. Each call is one attempt, and each end is a value. */
public final class StableStudio implements Seller, JobSource, Confirmations {

  public static final int LIST_MAX = 100;

  private static final int NONCE_BYTES = 16;
  private static final int CONFIRMATIONS_MAX = 3;

  private final SellerHttp http;
  private final SellerHttp jobsHttp;
  private final ProvenReads reads;
  private final UpstreamSettings settings;
  private final UpstreamPaths paths;
  private final InstantSource clock;

  /**
   * Opens the connections to one seller.
   *
   * @param nonces of proofs: letters and digits, at least eight, never the same twice
   */
  public StableStudio(
      Vertx vertx,
      UpstreamSettings settings,
      UpstreamPaths paths,
      ProofSigner signer,
      InstantSource clock,
      Supplier<String> nonces) {
    this.http = new SellerHttp(vertx, settings);
    // Jobs are read over connections of their own: many of them must not keep a payment waiting.
    this.jobsHttp = new SellerHttp(vertx, settings);
    this.reads = new ProvenReads(jobsHttp, settings, signer, clock, nonces);
    this.settings = settings;
    this.paths = paths;
    this.clock = clock;
  }

  /** Nonces of 16 random bytes in hex. */
  public static Supplier<String> randomNonces() {
    SecureRandom random = new SecureRandom();
    return () -> {
      byte[] nonce = new byte[NONCE_BYTES];
      random.nextBytes(nonce);
      return HexFormat.of().formatHex(nonce);
    };
  }

  @Override
  public URI origin() {
    return URI.create(Origins.text(settings.origin()));
  }

  @Override
  public Future<QuoteAnswer> quote(Purchase purchase) {
    return post(purchase, SellerHttp.headers(), settings.quoteTimeout())
        .map(exchange -> SaleReading.quote(exchange, clock.instant()));
  }

  @Override
  public Future<PaidAnswer> pay(Purchase purchase, String paymentHeader) {
    MultiMap headers = SellerHttp.headers().set(PaymentHeader.NAME, paymentHeader);
    return post(purchase, headers, settings.payTimeout())
        .map(exchange -> SaleReading.paid(exchange, clock.instant()));
  }

  @Override
  public Future<JobAnswer> read(String upstreamId) {
    if (!SaleReading.JOB_ID.matcher(upstreamId).matches()) {
      return Future.failedFuture(new IllegalArgumentException("not the id of a job"));
    }
    return reads
        .get(paths.job(upstreamId))
        .map(
            read ->
                switch (read) {
                  case ProvenRead.Answered(Exchange.Answer answer) -> JobReading.job(answer);
                  case ProvenRead.Refused(String code) -> new JobAnswer.ProofRefused(code);
                  case ProvenRead.Unavailable(String why) -> new JobAnswer.Unavailable(why);
                });
  }

  @Override
  public Future<JobListAnswer> list(int limit) {
    return reads
        .get(paths.jobs(Math.clamp(limit, 1, LIST_MAX)))
        .map(
            read ->
                switch (read) {
                  case ProvenRead.Answered(Exchange.Answer answer) -> JobReading.list(answer);
                  case ProvenRead.Refused(String code) -> new JobListAnswer.ProofRefused(code);
                  case ProvenRead.Unavailable(String why) -> new JobListAnswer.Unavailable(why);
                });
  }

  @Override
  public Future<Confirmed> confirm(String uploadId, URI link) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("uploadId", uploadId).put("blobUrl", link.toString());
    return confirm(Buffer.buffer(body.toString()), CONFIRMATIONS_MAX);
  }

  /** Said again where it may not have been heard: it costs nothing and changes nothing. */
  private Future<Confirmed> confirm(Buffer body, int attempts) {
    return reads
        .post(paths.confirmation(), body)
        .compose(
            read ->
                switch (read) {
                  case ProvenRead.Answered(Exchange.Answer answer) when answer.status() < 500 ->
                      Future.succeededFuture(
                          answer.status() >= 200 && answer.status() < 300
                              ? Confirmed.TAKEN
                              : Confirmed.REFUSED);
                  case ProvenRead.Refused _ -> Future.succeededFuture(Confirmed.REFUSED);
                  case ProvenRead.Answered _, ProvenRead.Unavailable _ ->
                      attempts > 1
                          ? confirm(body, attempts - 1)
                          : Future.succeededFuture(Confirmed.AWAY);
                });
  }

  public Future<Void> close() {
    return Future.join(http.close(), jobsHttp.close()).mapEmpty();
  }

  private Future<Exchange> post(Purchase purchase, MultiMap headers, Duration timeout) {
    return http.send(
        HttpMethod.POST,
        paths.sale(purchase.model(), purchase.operation()),
        headers.set("content-type", "application/json"),
        Buffer.buffer(purchase.body()),
        timeout);
  }
}
