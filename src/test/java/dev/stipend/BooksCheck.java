package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.money.Money;
import dev.stipend.sandbox.SandboxTransfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Holds the books, as operators read them, against the seller's chain. */
final class BooksCheck {

  private final Http admin;

  BooksCheck(Http admin) {
    this.admin = admin;
  }

  /** M2 and M5: every balance is the sum of its rows, and every transfer is explained. */
  void explain(List<SandboxTransfer> chain) {
    balancesAreTheSumsOfTheirRows();
    Map<String, JsonNode> byNonce =
        spends().stream()
            .filter(spend -> spend.has("nonce"))
            .collect(Collectors.toMap(spend -> spend.get("nonce").asString(), spend -> spend));
    List<SandboxTransfer> paid = paid(chain);
    for (SandboxTransfer transfer : paid) {
      JsonNode spend = byNonce.get(String.valueOf(transfer.nonce()));
      if (spend == null) {
        throw new AssertionError("nobody spent " + transfer);
      }
      assertThat(spend.get("amount").asString()).isEqualTo(dollars(transfer.micros()));
      assertThat(spend.get("payee").asString()).isEqualToIgnoringCase(transfer.to());
      assertThat(spend.get("state").asString()).as("%s", spend).isNotEqualTo("voided");
    }
    Map<String, SandboxTransfer> known =
        paid.stream()
            .collect(Collectors.toMap(transfer -> String.valueOf(transfer.nonce()), each -> each));
    for (JsonNode spend : byNonce.values()) {
      if (spend.get("state").asString().equals("settled")) {
        SandboxTransfer transfer = known.get(spend.get("nonce").asString());
        if (transfer == null) {
          throw new AssertionError("no transfer for " + spend);
        }
        assertThat(spend.get("transaction").asString()).isEqualTo(transfer.transaction());
      }
    }
  }

  /** Once nothing is open, books and chain are equal to the cent. */
  void equal(List<SandboxTransfer> chain) {
    explain(chain);
    JsonNode treasury = admin.get("/admin/treasury").json();
    long spent = paid(chain).stream().mapToLong(SandboxTransfer::micros).sum();
    assertThat(treasury.get("held").asString()).isEqualTo(dollars(0));
    assertThat(treasury.get("inDoubt").asString()).isEqualTo(dollars(0));
    assertThat(treasury.get("spent").asString()).isEqualTo(dollars(spent));
    assertThat(treasury.get("onChain").asString()).isEqualTo(treasury.get("free").asString());
  }

  static List<SandboxTransfer> paid(List<SandboxTransfer> chain) {
    return chain.stream().filter(transfer -> transfer.nonce() != null).toList();
  }

  List<JsonNode> spends() {
    return pages("/admin/spends?limit=500");
  }

  List<JsonNode> rows() {
    return pages("/admin/ledger?limit=500");
  }

  private void balancesAreTheSumsOfTheirRows() {
    Map<String, Long> sums = new HashMap<>();
    for (JsonNode row : rows()) {
      long micros = Money.parseDollars(row.get("amount").asString()).micros();
      sums.merge(family(row.get("from").asString()), -micros, Long::sum);
      sums.merge(family(row.get("to").asString()), micros, Long::sum);
    }
    JsonNode treasury = admin.get("/admin/treasury").json();
    assertThat(treasury.get("free").asString()).isEqualTo(dollars(sum(sums, "treasury")));
    assertThat(treasury.get("held").asString()).isEqualTo(dollars(sum(sums, "held")));
    assertThat(treasury.get("inDoubt").asString()).isEqualTo(dollars(sum(sums, "doubt")));
    assertThat(treasury.get("spent").asString()).isEqualTo(dollars(sum(sums, "spent")));
    assertThat(treasury.get("funded").asString()).isEqualTo(dollars(-sum(sums, "funding")));
  }

  private static String family(String account) {
    return account.split(":", 2)[0];
  }

  private static long sum(Map<String, Long> sums, String family) {
    return sums.getOrDefault(family, 0L);
  }

  private List<JsonNode> pages(String path) {
    List<JsonNode> items = new ArrayList<>();
    String after = "";
    while (true) {
      JsonNode page = admin.get(path + after).json();
      page.get("items").forEach(items::add);
      JsonNode next = page.get("next");
      if (next == null || next.isNull()) {
        return items;
      }
      after = "&after=" + next.asString();
    }
  }

  private static String dollars(long micros) {
    return Money.ofMicros(micros).toDollars();
  }
}
