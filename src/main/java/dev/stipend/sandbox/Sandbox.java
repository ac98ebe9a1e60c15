package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The seller with its chain, ready to be paid. */
public final class Sandbox {

  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

  /**
   * Nobody has a key for it, and it is the same at every start. Signatures made here are valid for
   * the real token, too, so the sandbox wallet must never be a wallet with real money.
   */
  private static final String PAYEE = "0x" + Usdc.idOf("stipend sandbox seller").substring(26);

  private final Vertx vertx;
  private final Seller seller;
  private final Seller.Parts parts;
  private final Journal journal;
  private final String deployment;

  private Sandbox(
      Vertx vertx, Seller seller, Seller.Parts parts, Journal journal, String deployment) {
    this.vertx = vertx;
    this.seller = seller;
    this.parts = parts;
    this.journal = journal;
    this.deployment = deployment;
  }

  /** Starts the seller on loopback and replays its journal. */
  public static Future<Sandbox> start(Vertx vertx, SandboxSettings settings) {
    return start(vertx, settings, InstantSource.system());
  }

  static Future<Sandbox> start(Vertx vertx, SandboxSettings settings, InstantSource wallClock) {
    Path folder = settings.folder();
    Future<Journal> opened =
        folder == null
            ? Future.succeededFuture(Journal.inMemory())
            : vertx.executeBlocking(() -> Journal.open(vertx, folder), false);
    return opened.compose(
        journal ->
            begin(vertx, settings, wallClock, journal)
                .recover(cause -> journal.close().transform(closed -> Future.failedFuture(cause))));
  }

  private static Future<Sandbox> begin(
      Vertx vertx, SandboxSettings settings, InstantSource wallClock, Journal journal) {
    SandboxClock clock = new SandboxClock(wallClock);
    SandboxChain chain = new SandboxChain(clock, journal);
    Faults faults = new Faults();
    SandboxJobs jobs = new SandboxJobs(settings, clock, journal, faults);
    SandboxUploads uploads = new SandboxUploads(vertx, settings.folder(), clock, journal);
    Seller.Parts parts = new Seller.Parts(chain, jobs, uploads, faults, PAYEE);
    Seller seller = new Seller(settings, wallClock, parts);
    return Future.succeededFuture()
        .compose(
            ready -> {
              jobs.begin();
              uploads.begin();
              return chain.begin();
            })
        .compose(begun -> vertx.deployVerticle(seller))
        .map(
            deployment -> {
              LOG.debug("sandbox listens at {}", seller.origin());
              return new Sandbox(vertx, seller, parts, journal, deployment);
            });
  }

  /** Where the seller answers: {@code http://127.0.0.1:<port>}. */
  public URI origin() {
    return URI.create(seller.origin());
  }

  /** Where the chain answers JSON-RPC. */
  public URI chainRpc() {
    return URI.create(seller.origin() + "/rpc");
  }

  /** The lower-case address that is paid. */
  public String payee() {
    return parts.payee();
  }

  public Faults faults() {
    return parts.faults();
  }

  public SandboxChain chain() {
    return parts.chain();
  }

  /** How many jobs were ever made, paid or not. */
  public int jobsCreated() {
    return parts.jobs().count();
  }

  /** Where the bytes of an upload are sent. */
  public URI blobEndpoint() {
    return URI.create(seller.origin() + "/blobs/");
  }

  /** Where uploaded bytes are found; the seller's store has a host for each of its stores. */
  public String blobUrl() {
    return seller.origin() + "/store/{store}/{pathname}";
  }

  /** How many tokens for uploads were ever made, paid or not. */
  public int tokensCreated() {
    return parts.uploads().count();
  }

  /** Gives the address play money once; does nothing if it ever had any. */
  public Future<Void> fundOnce(String address, long micros) {
    if (!Usdc.isAddress(address)) {
      throw new IllegalArgumentException("not an address: " + address);
    }
    return parts.chain().fundOnce(address, micros);
  }

  public Future<Void> close() {
    return vertx.undeploy(deployment).eventually(journal::close);
  }
}
