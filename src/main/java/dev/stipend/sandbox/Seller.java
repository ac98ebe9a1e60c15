package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listens on loopback and wires the routes; the port is known only once it listens. */
final class Seller extends VerticleBase {

  private static final String HOST = "127.0.0.1";
  private static final int HEADER_BYTES_MAX = 64 * 1024;

  private final SandboxSettings settings;
  private final InstantSource wallClock;
  private final Parts parts;
  private @Nullable HttpServer server;
  private Handler<HttpServerRequest> routes = request -> request.response().end();

  /** What lives as long as the sandbox. */
  record Parts(
      SandboxChain chain, SandboxJobs jobs, SandboxUploads uploads, Faults faults, String payee) {}

  Seller(SandboxSettings settings, InstantSource wallClock, Parts parts) {
    this.settings = settings;
    this.wallClock = wallClock;
    this.parts = parts;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions().setHost(HOST).setMaxHeaderSize(HEADER_BYTES_MAX);
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> routes.handle(request))
        .listen(settings.port())
        .onSuccess(
            listening -> {
              server = listening;
              routes = routes(origin());
            });
  }

  String origin() {
    HttpServer listening = server;
    if (listening == null) {
      throw new IllegalStateException("not listening yet");
    }
    return "http://" + HOST + ":" + listening.actualPort();
  }

  private Handler<HttpServerRequest> routes(String origin) {
    SellerRoutes routes = new SellerRoutes(vertx, new Replies(vertx, parts.faults()));
    paid(routes, vertx, origin);
    jobs(routes, origin);
    Discovery discovery = new Discovery(parts.faults(), new Products(parts.faults()), origin);
    routes.add(HttpMethod.GET, "/openapi.json", "discovery", discovery::openapi);
    routes.add(HttpMethod.GET, "/api/openapi.json", "discovery", discovery::openapi);
    routes.add(HttpMethod.GET, "/llms.txt", "discovery", discovery::guide);
    routes.add(HttpMethod.POST, "/rpc", "rpc", new ChainRpc(vertx, parts.chain(), parts.faults()));
    ControlRoutes control =
        new ControlRoutes(parts.faults(), parts.chain(), parts.jobs(), origin, parts.payee());
    routes.add(HttpMethod.GET, "/sandbox", SellerRoutes.CONTROL, control::overview);
    routes.add(HttpMethod.GET, "/sandbox/transfers", SellerRoutes.CONTROL, control::transfers);
    routes.add(HttpMethod.POST, "/sandbox/clock", SellerRoutes.CONTROL, control::clock);
    routes.add(HttpMethod.GET, "/sandbox/faults", SellerRoutes.CONTROL, control::listFaults);
    routes.add(HttpMethod.POST, "/sandbox/faults", SellerRoutes.CONTROL, control::armFault);
    routes.add(HttpMethod.DELETE, "/sandbox/faults", SellerRoutes.CONTROL, control::clearFaults);
    routes.otherwise(origin);
    return routes.router();
  }

  private void paid(SellerRoutes routes, Vertx vertx, String origin) {
    Faults faults = parts.faults();
    Offers offers = new Offers(origin, parts.payee(), faults);
    PaidRoute.Shop shop =
        new PaidRoute.Shop(
            vertx,
            faults,
            offers,
            new QuoteFaults(faults, offers),
            new PaymentCheck(vertx, parts.chain(), faults),
            new Settlement(vertx, parts.chain(), faults),
            origin);
    Products products = new Products(faults);
    for (String id : Products.ids()) {
      routes.addPaid(Product.pathOf(id), call -> sell(call, shop, products.now(id)));
      routes.addPaid(
          Product.oldPathOf(id),
          call -> sell(call, shop, products.now(id).map(Product::inOldFamily)));
    }
  }

  private Future<Answer> sell(Route.Call call, PaidRoute.Shop shop, Optional<Product> product) {
    return product
        .map(sold -> new PaidRoute(sold, shop, goods(sold, shop)).answer(call))
        .orElseGet(
            () ->
                Future.succeededFuture(
                    Discovery.routeNotFound(shop.origin(), call.request().uri())));
  }

  private Goods goods(Product sold, PaidRoute.Shop shop) {
    return sold.makes() == Product.Makes.TOKEN
        ? new TokenGoods(parts.uploads(), parts.faults())
        : new JobGoods(sold, parts.jobs(), shop.origin());
  }

  private void jobs(SellerRoutes routes, String origin) {
    Faults faults = parts.faults();
    SiwxGate gate = new SiwxGate(new SiwxCheck(vertx, wallClock, faults), wallClock, faults);
    JobRoutes jobs = new JobRoutes(vertx, parts.jobs(), faults, origin);
    for (String list : List.of("/api/jobs", "/api/x402/jobs")) {
      String one = list + "/:name";
      routes.add(HttpMethod.GET, list, "jobs", gate.guard("List jobs", jobs::list));
      routes.add(HttpMethod.GET, one, "jobs", gate.guard("Get job", jobs::state));
      routes.add(HttpMethod.DELETE, one, "jobs", gate.guard("Delete job", jobs::delete));
    }
    uploads(routes, gate, origin);
    routes.add(
        HttpMethod.GET, "/blob/:name", "download", new BlobRoute(vertx, parts.jobs(), faults));
  }

  private void uploads(SellerRoutes routes, SiwxGate gate, String origin) {
    UploadRoutes uploads = new UploadRoutes(vertx, parts.uploads(), parts.faults(), origin);
    Route confirm = gate.guard("Confirm upload", uploads::confirm);
    routes.add(HttpMethod.PUT, "/blobs/", "blob", uploads::take);
    routes.add(HttpMethod.POST, "/api/upload/confirm", "confirmation", confirm);
    routes.add(HttpMethod.POST, "/api/x402/uploads/confirm", "confirmation", confirm);
    routes.add(HttpMethod.GET, "/store/*", "download", uploads::give);
    routes.add(HttpMethod.HEAD, "/store/*", "download", uploads::give);
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
