package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisTalk;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * No route and no role pays without a reservation. The routes are those that the two ports really
 * serve: one that is not classified here fails the build.
 */
class NoWayAroundTest {

  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /** What a good request of each route is, and what is answered to who may send it. */
  private static final Map<String, Asked> TEAM_ROUTES = new LinkedHashMap<>();

  private static final Map<String, Asked> ADMIN_ROUTES = new LinkedHashMap<>();

  private static final String GENERATE = "POST /api/generate/:model/:operation";
  private static final String UPLOAD = "POST /api/upload";
  private static final String OLD_UPLOAD = "POST /api/x402/uploads";
  private static final String TOKEN = "{\"filename\":\"a.png\",\"contentType\":\"image/png\"}";
  private static final String CONFIRMATION =
      "{\"uploadId\":\"nobodys\",\"blobUrl\":\"https://example.com/a.png\"}";
  private static final String OLD_GENERATE = "POST /api/x402/:model/:operation";
  private static final String NOBODYS = "01m7w8p807ah9tjm68pap53gee";

  /** Whoever pauses a route resumes it with the next. */
  private static final String PAUSE =
      "{\"model\":\"nano-banana-pro\",\"operation\":\"edit\",\"reason\":\"x\"}";

  private static final String RULE = "{\"ceiling\":\"9.00\",\"reason\":\"x\"}";

  private static final String RULING = "{\"outcome\":\"voided\",\"reason\":\"x\"}";
  private static final String DEPOSIT =
      "{\"amount\":\"1.00\",\"transaction\":\"0x" + "1".repeat(64) + "\",\"reason\":\"x\"}";

  private static final String RESUME = "{\"what\":\"route nano-banana-pro edit\",\"reason\":\"x\"}";

  private static final String LIMIT =
      "{\"scope\":\"team:elsewhere\",\"window\":\"day\",\"amount\":\"1.00\"}";

  static {
    team("* *", "/nothing", "", 404);
    team("GET /", "/", "", 200);
    team("* /api/*", "/api/nothing", "", 404);
    team("GET /docs/errors", "/docs/errors", "", 200);
    team(GENERATE, "/api/generate/nano-banana-pro/generate", "{\"prompt\":\"x\"}", 429);
    team(OLD_GENERATE, "/api/x402/nano-banana-pro/generate", "{\"prompt\":\"x\"}", 429);
    team("GET /api/x402/jobs", "/api/x402/jobs", "", 200);
    team("GET /api/x402/jobs/:id", "/api/x402/jobs/" + NOBODYS, "", 404);
    team(
        "POST /api/quote/:model/:operation",
        "/api/quote/nano-banana-pro/generate",
        "{\"prompt\":\"x\"}",
        200);
    team(UPLOAD, "/api/upload", TOKEN, 429);
    team(OLD_UPLOAD, "/api/x402/uploads", TOKEN, 429);
    team("POST /api/upload/confirm", "/api/upload/confirm", CONFIRMATION, 404);
    team("POST /api/x402/uploads/confirm", "/api/x402/uploads/confirm", CONFIRMATION, 404);
    team("GET /api/jobs", "/api/jobs", "", 200);
    team("GET /api/jobs/:id", "/api/jobs/" + NOBODYS, "", 404);
    team("GET /api/jobs/:id/events", "/api/jobs/" + NOBODYS + "/events", "", 404);
    team("GET /api/jobs/:id/content", "/api/jobs/" + NOBODYS + "/content", "", 404);
    String hook = "/api/webhooks/wh_" + "0".repeat(24);
    team("GET /api/webhooks", "/api/webhooks", "", 200);
    team("POST /api/webhooks", "/api/webhooks", "{\"url\":\"https://nowhere.invalid/\"}", 201);
    team("DELETE /api/webhooks/:id", hook, "", 404);
    team("POST /api/webhooks/:id/rotate", hook + "/rotate", "", 404);
    team("POST /api/webhooks/:id/disable", hook + "/disable", "", 404);
    team("POST /api/webhooks/:id/enable", hook + "/enable", "", 404);
    team("GET /api/webhooks/:id/deliveries", hook + "/deliveries", "", 404);
    team(
        "POST /api/webhooks/:id/redeliver",
        hook + "/redeliver",
        "{\"jobId\":\"" + NOBODYS + "\"}",
        404);
    team("GET /api/budget", "/api/budget", "", 200);
    team("GET /api/models", "/api/models", "", 200);

    admin("* *", "/nothing", "", 404);
    admin("* /admin/*", "/admin/nothing", "", 404);
    admin("GET /docs/errors", "/docs/errors", "", 200);
    admin("GET /livez", "/livez", "", 200);
    admin("GET /readyz", "/readyz", "", 200);
    admin("GET /metrics", "/metrics", "", 200);
    admin("GET /admin/teams", "/admin/teams", "", 200);
    admin("POST /admin/teams", "/admin/teams", "{\"id\":\"made-$n\"}", 201);
    admin("PUT /admin/teams/:id/policy", "/admin/teams/elsewhere/policy", "{}", 200);
    admin("PUT /admin/keys/:id/policy", "/admin/keys/$key/policy", "{}", 200);
    admin("GET /admin/keys", "/admin/keys", "", 200);
    admin("POST /admin/keys", "/admin/keys", "{\"team\":\"elsewhere\",\"role\":\"team\"}", 201);
    admin("GET /admin/limits", "/admin/limits", "", 200);
    admin("POST /admin/limits", "/admin/limits", LIMIT, 201);
    admin("DELETE /admin/limits", "/admin/limits?scope=team:elsewhere&window=day", "", 204);
    admin("GET /admin/limits/effective", "/admin/limits/effective?key=$key", "", 200);
    admin("GET /admin/limits/raises", "/admin/limits/raises", "", 200);
    admin(
        "POST /admin/limits/raises",
        "/admin/limits/raises",
        "{\"limit\":\"team:elsewhere/month\",\"amount\":\"1.00\",\"until\":\"2099-01-01T00:00:00Z\",\"reason\":\"x\"}",
        201);
    admin("GET /admin/models", "/admin/models", "", 200);
    admin("PUT /admin/models/:model", "/admin/models/sora-2", RULE, 200);
    admin("PUT /admin/models/:model/:operation", "/admin/models/sora-2/generate", RULE, 200);
    admin("POST /admin/models/refresh", "/admin/models/refresh", "{}", 200);
    admin("GET /admin/webhooks", "/admin/webhooks?team=elsewhere", "", 200);
    admin(
        "POST /admin/webhooks",
        "/admin/webhooks",
        "{\"team\":\"elsewhere\",\"url\":\"https://nowhere.invalid/\"}",
        201);
    admin("POST /admin/webhooks/:id/disable", "/admin" + hook.substring(4) + "/disable", "", 404);
    admin("GET /admin/events", "/admin/events", "", 200);
    admin("GET /admin/spends", "/admin/spends", "", 200);
    admin("GET /admin/spends/:id", "/admin/spends/" + NOBODYS, "", 404);
    admin("GET /admin/ledger", "/admin/ledger", "", 200);
    admin("GET /admin/ledger/totals", "/admin/ledger/totals", "", 200);
    admin("GET /admin/treasury", "/admin/treasury", "", 200);
    admin("GET /admin/treasury/notices", "/admin/treasury/notices", "", 200);
    admin("GET /admin/doubt", "/admin/doubt", "", 200);
    admin("POST /admin/doubt/:spend", "/admin/doubt/" + NOBODYS, RULING, 404);
    admin(
        "POST /admin/doubt/:spend/cancel",
        "/admin/doubt/" + NOBODYS + "/cancel",
        "{\"reason\":\"walked\"}",
        404);
    admin("POST /admin/treasury/funding", "/admin/treasury/funding", DEPOSIT, 409);
    admin("POST /admin/treasury/pause", "/admin/treasury/pause", PAUSE, 200);
    admin("POST /admin/treasury/resume", "/admin/treasury/resume", RESUME, 200);
    admin("GET /admin/treasury/reconciliation", "/admin/treasury/reconciliation", "", 200);
  }

  /** Spellings and paths that are no routes, or should not be. */
  private static final List<String> SPELLINGS =
      List.of(
          "/api/generate/nano-banana-pro/generate/",
          "/api/generate/nano-banana-pro/../nano-banana-pro/generate",
          "/api/generate/nano-banana-pro%2Fgenerate",
          "//api/generate/nano-banana-pro/generate",
          "/API/GENERATE/nano-banana-pro/generate",
          "/api/x402/nano-banana-pro/generate/",
          "/api/x402/uploads",
          "/api/x402/uploads/confirm",
          "/api/upload",
          "/api/upload/confirm",
          "/v1/images/generations",
          "/mcp",
          "/rpc");

  private static final String BODY =
      "{\"prompt\":\"x\",\"images\":[\"https://example.com/a.png\"]}";

  private static final AtomicInteger PAYMENTS_SENT = new AtomicInteger();
  private static final AtomicInteger MADE = new AtomicInteger();

  private static EmbeddedRedis redis;
  private static OutsideSeller seller;
  private static SellerFront front;
  private static RunningGateway gateway;
  private static Customer elsewhere;
  private static String apiKey;
  private static Map<String, String> operators;

  @BeforeAll
  static void start() throws IOException {
    redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
    seller = OutsideSeller.start();
    front = SellerFront.before(seller, payment -> PAYMENTS_SENT.incrementAndGet());
    Map<String, String> environment = new HashMap<>(seller.environment(front.origin()));
    environment.put("STIPEND_REDIS", redis.url());
    gateway = RunningGateway.start(RunningGateway.newFolder(), environment);
    elsewhere = Customer.of(gateway.admin(), gateway.team(), "elsewhere", "0.00");
    apiKey = elsewhere.http().get("/api/budget").at("/apiKey");
    operators =
        Stream.of("finance", "ops", "admin")
            .collect(Collectors.toMap(role -> role, NoWayAroundTest::operator));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    front.close();
    seller.close();
    redis.close();
  }

  @Test
  void everyRouteOfBothPortsIsClassified() {
    assertThat(routes(gateway.gateway().teamRouter()))
        .isEqualTo(new TreeSet<>(TEAM_ROUTES.keySet()));
    assertThat(routes(gateway.gateway().adminRouter()))
        .isEqualTo(new TreeSet<>(ADMIN_ROUTES.keySet()));
  }

  @Test
  void nobodyWithoutRoomInABudgetCausesATransfer() {
    Customer poor = gateway.customer("0.00");
    int before = PAYMENTS_SENT.get();
    int known = gateway.books().spends().size();

    walk(poor.secret());

    for (String secret : secrets(poor.secret())) {
      for (String method : METHODS) {
        for (String path : SPELLINGS) {
          refused(gateway.team().with(secret).send(method, path, BODY), method + " " + path);
          refused(gateway.admin().with(secret).send(method, path, BODY), method + " " + path);
        }
      }
    }
    for (String path : sold()) {
      Reply reply = poor.http().post(path, body(path));
      assertThat(reply.at("/code")).as(path + ": " + reply).isEqualTo("limit_exceeded");
    }
    assertThat(PAYMENTS_SENT.get()).as("payments that reached the seller").isEqualTo(before);
    assertThat(gateway.books().spends()).as("nothing reserved, nothing signed").hasSize(known);
    assertThat(new RedisTalk(redis.url()).say("EXISTS stipend:{money}:spends:" + poor.team()))
        .isEqualTo(":0");
    assertThat(spentBy(poor)).isZero();
  }

  @Test
  void whereThereIsRoomOnlyTheRoutesThatBuyPayAndOnlyWhatTheyReserved() {
    Customer rich = gateway.customer("100.00");
    int before = PAYMENTS_SENT.get();

    TEAM_ROUTES.forEach(
        (route, asked) -> {
          if (!Set.of(GENERATE, OLD_GENERATE, UPLOAD, OLD_UPLOAD).contains(route)) {
            walk(gateway.team(), route, asked, rich.secret());
          }
        });
    ADMIN_ROUTES.forEach((route, asked) -> walk(gateway.admin(), route, asked, rich.secret()));

    assertThat(PAYMENTS_SENT.get()).as("nothing was paid so far").isEqualTo(before);
    assertThat(reservations(rich)).isEmpty();
    List<String> sold = sold();
    for (String path : sold) {
      Reply bought = rich.http().post(path, body(path));
      assertThat(bought.status()).as(path + ": " + bought).isEqualTo(200);
    }
    assertThat(PAYMENTS_SENT.get()).isEqualTo(before + sold.size());
    assertThat(reservations(rich)).hasSize(sold.size());
    assertThat(spentBy(rich)).isEqualTo(sold.size());
    gateway.books().explain(seller.sandbox().chain().transfers());
  }

  @Test
  void operatorsKeysBuyNothingHoweverHighTheirRole() {
    operators.forEach(
        (role, secret) -> {
          for (String path : sold()) {
            Reply refused = gateway.team().with(secret).post(path, body(path));

            assertThat(refused.status()).as(role).isEqualTo(403);
            assertThat(refused.at("/code")).isEqualTo("role_not_allowed");
          }
        });
  }

  @Test
  void nobodyIsAskedToPay() {
    Customer poor = gateway.customer("0.00");

    Reply refused = poor.buyPicture("x");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).doesNotContainKeys("PAYMENT-REQUIRED", "PAYMENT-RESPONSE");
  }

  private static void walk(String team) {
    TEAM_ROUTES.forEach((route, asked) -> walk(gateway.team(), route, asked, team));
    ADMIN_ROUTES.forEach((route, asked) -> walk(gateway.admin(), route, asked, team));
  }

  /** Every method on the path of a route, by everybody; and the route's own by who may, last. */
  private static void walk(Http port, String route, Asked asked, String team) {
    for (String secret : secrets(team)) {
      for (String method : METHODS) {
        refused(asked.send(port.with(secret), method), method + " on " + route);
      }
    }
    Http who = port.with(port.equals(gateway.team()) ? team : operators.get("admin"));
    String method = route.split(" ", 2)[0];
    if (method.equals("DELETE")) {
      who.post("/admin/limits", LIMIT);
    }
    Reply reply = asked.send(who, method.equals("*") ? "GET" : method);
    assertThat(reply.status()).as(route + ": " + reply).isEqualTo(asked.expected());
  }

  /** Whatever it is that is answered, it is no sale. */
  private static void refused(Reply reply, String what) {
    assertThat(reply.status()).as(what).isNotIn(202, 402).isLessThan(500);
    assertThat(reply.headers()).as(what).doesNotContainKeys("X-Cost-Usd", "PAYMENT-RESPONSE");
  }

  private static Set<String> routes(Router router) {
    Set<String> names = new TreeSet<>();
    collect(router, "", names);
    return names;
  }

  private static void collect(Router router, String mount, Set<String> names) {
    for (Route route : router.getRoutes()) {
      String path = route.getPath() == null ? "*" : route.getPath();
      String shown = mount + path + (route.isExactPath() || path.equals("*") ? "" : "*");
      Collection<HttpMethod> methods = route.methods() == null ? Set.of() : route.methods();
      if (route.getSubRouter() != null) {
        collect(route.getSubRouter(), mount + path, names);
      } else if (methods.isEmpty()) {
        names.add("* " + shown);
      } else {
        methods.forEach(method -> names.add(method.name() + " " + shown));
      }
    }
  }

  /** The path of everything that the catalogue sells. */
  private static List<String> sold() {
    List<String> paths = new ArrayList<>();
    operations().forEach(operation -> paths.add(operation.get("path").asString()));
    assertThat(paths).hasSizeGreaterThanOrEqualTo(30);
    return paths;
  }

  private static List<JsonNode> operations() {
    JsonNode models = gateway.team().with(elsewhere.secret()).get("/api/models").json();
    return models.findValues("operations").stream().flatMap(JsonNode::valueStream).toList();
  }

  /** The documented example. */
  private static String body(String path) {
    return operations().stream()
        .filter(operation -> operation.get("path").asString().equals(path))
        .map(operation -> operation.get("example").toString())
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> reservations(Customer customer) {
    return gateway.books().rows().stream()
        .filter(row -> row.get("to").asString().equals("held:" + customer.team()))
        .filter(row -> row.get("from").asString().equals("treasury"))
        .toList();
  }

  /** How many transfers on the chain the books know to be of this customer. */
  private static long spentBy(Customer customer) {
    Set<String> nonces =
        gateway.books().spends().stream()
            .filter(spend -> spend.get("team").asString().equals(customer.team()))
            .map(spend -> spend.get("nonce").asString())
            .collect(Collectors.toSet());
    return BooksCheck.paid(seller.sandbox().chain().transfers()).stream()
        .filter(transfer -> nonces.contains(String.valueOf(transfer.nonce())))
        .count();
  }

  private static List<String> secrets(String team) {
    List<String> secrets = new ArrayList<>(List.of(team, "", "stp_nobody"));
    secrets.addAll(operators.values());
    return secrets;
  }

  private static String operator(String role) {
    return gateway.admin().post("/admin/keys", Map.of("role", role)).at("/secret");
  }

  private static void team(String route, String path, String body, int expected) {
    TEAM_ROUTES.put(route, new Asked(path, body, expected));
  }

  private static void admin(String route, String path, String body, int expected) {
    ADMIN_ROUTES.put(route, new Asked(path, body, expected));
  }

  /** A good request, and the status of its answer where there is no room to buy. */
  record Asked(String path, String body, int expected) {

    Reply send(Http http, String method) {
      return http.send(
          method,
          path.replace("$key", apiKey),
          body.replace("$n", Integer.toString(MADE.incrementAndGet())));
    }
  }
}
