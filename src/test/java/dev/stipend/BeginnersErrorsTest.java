package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever a beginner does wrong, the answer says what, why, and what to do. */
class BeginnersErrorsTest {

  private static RunningGateway gateway;
  private static Customer customer;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    customer = gateway.customer("5.00");
  }

  @AfterAll
  static void stop() {
    assertThat(gateway.books().spends()).isEmpty();
    assertThat(BooksCheck.paid(gateway.sandbox().chain().transfers())).isEmpty();
    gateway.close();
  }

  @Test
  void noApiKey() {
    Reply reply = gateway.team().with(null).post(Customer.PICTURE, "{\"prompt\":\"x\"}");

    explains(reply, 401, "missing_api_key", "no API key", "Authorization: Bearer");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(reply.at("/error/code")).isEqualTo("invalid_api_key");
  }

  @Test
  void unknownQueryParameter() {
    Reply reply = customer.http().get("/api/jobs?foo=1");

    explains(reply, 400, "invalid_body", "parameter foo is not known", "leave it out");
  }

  @Test
  void unknownApiKey() {
    Reply reply = customer.http().with("sk-something-else").get("/api/budget");

    explains(reply, 401, "invalid_api_key", "unknown", "ops can make a new one");
  }

  @Test
  void mistypedApiKey() {
    String cut = customer.secret().substring(0, customer.secret().length() - 1);

    Reply reply = customer.http().with(cut).get("/api/budget");

    explains(reply, 401, "invalid_api_key", "cut or mistyped", "copied whole");
  }

  @Test
  void unknownModel() {
    Reply reply = post("/api/generate/nano-bananna-pro/generate", "{\"prompt\":\"x\"}");

    explains(reply, 404, "model_not_found", "nano-bananna-pro", "Did you mean nano-banana-pro?");
    assertThat(reply.at("/did_you_mean")).isEqualTo("nano-banana-pro");
    assertThat(reply.at("/error/param")).isEqualTo("model");
  }

  @Test
  void unknownOperation() {
    Reply reply = post("/api/generate/nano-banana-pro/paint", "{\"prompt\":\"x\"}");

    explains(reply, 404, "model_not_found", "no operation paint", "generate, edit");
    assertThat(reply.at("/error/param")).isEqualTo("operation");
  }

  @Test
  void wrongField() {
    Reply reply = post(Customer.PICTURE, "{\"prompt\":\"x\",\"imageSise\":\"4K\"}");

    explains(reply, 400, "invalid_body", "imageSise", "imageSize");
    assertThat(reply.at("/error/param")).isEqualTo("imageSise");
    assertThat(reply.at("/errors/0/field")).isEqualTo("imageSise");
  }

  @Test
  void missingField() {
    Reply reply = post(Customer.PICTURE, "{\"imageSize\":\"4K\"}");

    explains(reply, 400, "invalid_body", "prompt", "prompt");
    assertThat(reply.at("/error/param")).isEqualTo("prompt");
  }

  @Test
  void wrongValue() {
    Reply reply = post(Customer.PICTURE, "{\"prompt\":\"x\",\"imageSize\":\"8K\"}");

    explains(reply, 400, "invalid_body", "imageSize", "4K");
    assertThat(reply.at("/error/param")).isEqualTo("imageSize");
  }

  @Test
  void everyWrongFieldIsNamedAtOnce() {
    Reply reply = post(Customer.PICTURE, "{\"imageSize\":\"8K\",\"colour\":\"red\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder("prompt", "imageSize", "colour");
  }

  @Test
  void numberInPlaceOfAStringIsTakenWithAWarning() {
    Reply reply = post("/api/quote/veo-3.1/generate", "{\"prompt\":\"x\",\"durationSeconds\":8}");

    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    assertThat(reply.at("/price")).isEqualTo("3.20");
    assertThat(reply.header("X-Stipend-Warning")).contains("durationSeconds");
  }

  @Test
  void otherSpellingIsTakenWithAWarning() {
    Reply reply =
        post("/api/quote/nano-banana-pro/generate", "{\"prompt\":\"x\",\"image_size\":\"4K\"}");

    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    assertThat(reply.at("/price")).isEqualTo("0.24");
    assertThat(reply.header("X-Stipend-Warning")).contains("imageSize");
  }

  @Test
  void notJson() {
    Reply reply = post(Customer.PICTURE, "prompt=A lighthouse");

    explains(reply, 400, "invalid_json", "JSON", "JSON");
  }

  @Test
  void jsonThatIsCut() {
    Reply reply = post(Customer.PICTURE, "{\"prompt\":\"x\"");

    explains(reply, 400, "invalid_json", "JSON", "");
  }

  @Test
  void emptyBody() {
    Reply reply = post(Customer.PICTURE, "");

    explains(reply, 400, "invalid_json", "", "");
  }

  @Test
  void bodyThatIsAList() {
    Reply reply = post(Customer.PICTURE, "[]");

    assertThat(reply.status()).as("%s", reply).isEqualTo(400);
    explains(reply, 400, reply.at("/code"), "object", "");
  }

  @Test
  void bodyTooLarge() {
    Reply reply = post(Customer.PICTURE, "{\"prompt\":\"" + "x".repeat(1_100_000) + "\"}");

    explains(reply, 413, "body_too_large", "1000000 bytes", "links");
  }

  @Test
  void wrongMethod() {
    Reply reply = customer.http().get(Customer.PICTURE);

    explains(reply, 405, "method_not_allowed", "GET " + Customer.PICTURE, "Use POST");
    assertThat(reply.header("Allow")).contains("POST");
  }

  @Test
  void unknownRoute() {
    Reply reply = customer.http().get("/api/pictures");

    explains(reply, 404, "route_not_found", "GET /api/pictures", "/");
  }

  @Test
  void unknownRouteOfWhichItIsClearWhatIsMeant() {
    Http teams = customer.http();
    Http operators = gateway.admin();

    meant(teams.get("/budget"), "Did you mean /api/budget?");
    meant(
        teams.post("/generate/nano-banana-pro/generate", "{}"),
        "Did you mean /api/generate/nano-banana-pro/generate?");
    meant(teams.post("/v1/images/generations", "{}"), "POST /api/generate/{model}/{operation}");
    meant(teams.post("/api/generate/nano-banana-pro", "{}"), "/api/generate/{model}/{operation}");
    meant(teams.get("/admin/teams"), "adminPort, 8081");
    meant(operators.get("/teams"), "Did you mean /admin/teams?");
    meant(operators.get("/api/budget"), "8080");
  }

  @Test
  void whoComesWithABrowserIsShownWhereToGo() {
    Reply reply = gateway.team().with(null).get("/");

    assertThat(reply.status()).isEqualTo(200);
    for (String path : new String[] {"/models", "/budget", "/jobs"}) {
      assertThat(customer.http().get(reply.at(path)).status()).as(path).isEqualTo(200);
    }
    assertThat(gateway.team().with(null).get(reply.at("/errors")).status()).isEqualTo(200);
  }

  @Test
  void unknownJob() {
    Reply reply = customer.job("job_1");

    explains(reply, 404, "job_not_found", "no such job", "job id");
  }

  @Test
  void limitSpent() {
    Customer poor = gateway.customer("0.10");

    Reply reply = poor.buyPicture("x");

    explains(reply, 429, "limit_exceeded", "costs $0.134", "ask ops to raise it");
    assertThat(reply.at("/error/code")).isEqualTo("insufficient_quota");
    assertThat(reply.at("/error/type")).isEqualTo("insufficient_quota");
    assertThat(reply.at("/limit/scope")).isEqualTo("team:" + poor.team());
    assertThat(reply.at("/limit/left")).isEqualTo("0.10");
    assertThat(reply.at("/needed")).isEqualTo("0.134");
    assertThat(reply.at("/limit/resets")).isNotEmpty();
  }

  @Test
  void operatorsKeyBuysNothing() {
    Reply reply =
        customer.http().with(RunningGateway.OPERATOR).post(Customer.PICTURE, "{\"prompt\":\"x\"}");

    explains(reply, 403, "role_not_allowed", "operator", "API key of a team");
  }

  @Test
  void teamsKeyDoesNotOpenTheAdminPort() {
    Reply reply = gateway.admin().with(customer.secret()).get("/admin/teams");

    explains(reply, 403, "role_not_allowed", "role team", "finance, ops or admin");
  }

  @Test
  void financeReadsButChangesNothing() {
    String secret = gateway.admin().post("/admin/keys", Map.of("role", "finance")).at("/secret");
    Http finance = gateway.admin().with(secret);

    assertThat(finance.get("/admin/ledger").status()).isEqualTo(200);
    Reply reply = finance.post("/admin/teams", Map.of("id", "finances-own"));

    explains(reply, 403, "role_not_allowed", "role finance", "ops or admin");
  }

  @Test
  void unknownFieldInAdministration() {
    Reply reply = gateway.admin().post("/admin/teams", Map.of("id", "x-ray", "nmae", "X"));

    explains(reply, 400, "invalid_body", "nmae", "Did you mean name?");
    assertThat(reply.at("/error/param")).isEqualTo("nmae");
  }

  @Test
  void badAmount() {
    Reply reply =
        gateway
            .admin()
            .post(
                "/admin/limits",
                Map.of("scope", "team:design", "window", "month", "amount", "five"));

    explains(reply, 400, "invalid_body", "amount", "5.00");
    assertThat(reply.at("/error/param")).isEqualTo("amount");
  }

  @Test
  void amountAsANumber() {
    Reply reply =
        gateway
            .admin()
            .post("/admin/limits", "{\"scope\":\"org\",\"window\":\"month\",\"amount\":5}");

    explains(reply, 400, "invalid_body", "string in quotes", "5.00");
  }

  @Test
  void apiKeyForATeamThatIsNotThere() {
    Reply reply = gateway.admin().post("/admin/keys", Map.of("team", "ghosts"));

    explains(reply, 400, "invalid_body", "no team ghosts", "POST /admin/teams");
  }

  @Test
  void limitForATeamThatIsNotThere() {
    Reply reply =
        gateway
            .admin()
            .post(
                "/admin/limits",
                Map.of("scope", "team:ghosts", "window", "month", "amount", "5.00"));

    explains(reply, 400, "invalid_body", "no team ghosts", "Create it first");
  }

  @Test
  void whoMistypesATeamIsToldTheNearest() {
    String mistyped = customer.team() + "x";

    Reply key = gateway.admin().post("/admin/keys", Map.of("team", mistyped));
    Reply limit =
        gateway
            .admin()
            .post(
                "/admin/limits",
                Map.of("scope", "team:" + mistyped, "window", "month", "amount", "5.00"));
    Reply policy = gateway.admin().send("PUT", "/admin/teams/" + mistyped + "/policy", "{}");

    explains(key, 400, "invalid_body", "no team " + mistyped, "Did you mean " + customer.team());
    explains(limit, 400, "invalid_body", "no team " + mistyped, "Did you mean " + customer.team());
    explains(policy, 404, "not_found", "no such team", "Did you mean " + customer.team());
    assertThat(policy.at("/did_you_mean")).isEqualTo(customer.team());
  }

  private static void meant(Reply reply, String wayOut) {
    explains(reply, 404, "route_not_found", "There is no route", wayOut);
  }

  private static Reply post(String path, String body) {
    return customer.http().post(path, body);
  }

  /** Both kinds of client find everything in the one body. */
  private static void explains(Reply reply, int status, String code, String what, String wayOut) {
    assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode body = reply.json();
    assertThat(body.get("code").asString()).isEqualTo(code);
    assertThat(body.get("type").asString()).isEqualTo("urn:stipend:error:" + code);
    assertThat(body.get("status").asInt()).isEqualTo(status);
    assertThat(body.get("title").asString()).isNotEmpty();
    assertThat(body.get("detail").asString()).contains(what).endsWith(".");
    assertThat(body.get("help").asString()).contains(wayOut).isNotEmpty();
    assertThat(body.get("request_id").asString()).isEqualTo(reply.header("X-Request-ID"));
    JsonNode error = body.get("error");
    assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(error.get("message").asString())
        .isEqualTo(body.get("detail").asString() + " " + body.get("help").asString());
    assertThat(reply.header("x-should-retry")).isEqualTo("false");
  }
}
