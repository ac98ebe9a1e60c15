package dev.stipend;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stipend.budget.Reservation;
import dev.stipend.chain.WalletSigner;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.treasury.Cashier;
import dev.stipend.treasury.PaymentSigner;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Token;
import io.vertx.core.AsyncResult;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Which package may use which, as one table. A package uses itself, the packages its row names, the
 * JDK, and the outside libraries its row names; nothing else.
 */
class ArchitectureTest {

  private static final String JSON = "tools.jackson..";
  private static final String HASH = "org.web3j.crypto..|org.bouncycastle..";
  private static final String VERTX = "io.vertx..";
  private static final String LOG = "org.slf4j..";
  private static final String METER = "io.micrometer..";

  /** Own packages and, after the bar, libraries. {@code Future} is allowed from ring 1 on. */
  private static final Map<String, Row> TABLE = new LinkedHashMap<>();

  static {
    row("money", own());
    row("x402", own("money"), JSON, HASH);
    row("team", own("money"));
    row("catalog", own("money"), LOG, JSON);
    row("budget", own("money", "team", "ledger"));
    row("ledger", own("money", "team"));
    row("treasury", own("money", "x402", "team", "budget", "ledger"), LOG, JSON);
    row("job", own("money", "x402", "team", "catalog", "ledger"), LOG, JSON);
    row(
        "call",
        own("money", "x402", "team", "catalog", "budget", "ledger", "treasury", "job"),
        LOG,
        JSON);
    row("upload", own("money", "team", "catalog", "ledger", "job", "call"), LOG, JSON);
    row("webhook", own("team", "ledger", "job"), LOG);
    row("config", own("money", "catalog"), JSON);
    List<String> inside =
        own(
            "money",
            "x402",
            "team",
            "catalog",
            "budget",
            "ledger",
            "treasury",
            "job",
            "call",
            "upload",
            "webhook",
            "config");
    row("redis", inside, VERTX, LOG, JSON, "redis.embedded..");
    row("upstream", inside, VERTX, LOG, JSON);
    row("chain", inside, VERTX, LOG, JSON, "org.web3j..", "org.bouncycastle..");
    row("media", inside, VERTX, LOG, "software.amazon.awssdk..");
    row("outbound", inside, VERTX, LOG);
    row("metrics", inside, VERTX, METER);
    row("web", inside, VERTX, LOG, JSON);
    row("api", plus(inside, "web"), VERTX, LOG, JSON);
    row("admin", plus(inside, "web"), VERTX, LOG, JSON, METER);
    row("sandbox", own(), VERTX, LOG, JSON, "org.web3j..", "org.bouncycastle..");
    row("cli", inside, "picocli..", JSON);
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.stipend");

  @Test
  void aPackageUsesOnlyWhatItsRowNames() {
    assertAll(TABLE.entrySet().stream().map(row -> check(row.getKey(), row.getValue())));
  }

  @Test
  void everyPackageHasARow() {
    Set<String> packages =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("dev.stipend."))
            .map(name -> name.substring("dev.stipend.".length()).split("\\.")[0])
            .collect(Collectors.toSet());
    assertThat(packages).isSubsetOf(TABLE.keySet());
  }

  @Test
  void noPackageIsPartOfACycle() {
    slices().matching("dev.stipend.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .resideInAnyPackage("..util..", "..common..", "..model..", "..impl..", "..service..")
        .check(CLASSES);
  }

  @Test
  void onlyTheAtomicCheckMakesReservations() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.stipend.redis")
        .should()
        .callConstructor(Reservation.class, SpendId.class, Money.class, List.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheCashierSignsPayments() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Cashier.class.getName())
        .should()
        .callMethod(PaymentSigner.class, "sign", Authorization.class, Token.class)
        .orShould()
        .callMethod(WalletSigner.class, "sign", Authorization.class, Token.class)
        .check(CLASSES);
  }

  @Test
  void onlyMainReadsTheEnvironmentAndExits() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  private static Executable check(String name, Row row) {
    DescribedPredicate<JavaClass> allowed =
        resideInAnyPackage("java..", "javax..", "org.jspecify..", "dev.stipend." + name + "..")
            .or(type(Future.class))
            .or(type(CompositeFuture.class))
            .or(type(AsyncResult.class))
            .or(resideInAnyPackage(row.own().toArray(String[]::new)))
            .or(resideInAnyPackage(row.libraries().toArray(String[]::new)))
            .or(DescribedPredicate.describe("a primitive or array", ArchitectureTest::isBuiltIn));
    return () ->
        classes()
            .that(resideInAPackage("dev.stipend." + name + ".."))
            .should()
            .onlyDependOnClassesThat(allowed)
            .allowEmptyShould(true)
            .check(CLASSES);
  }

  private static boolean isBuiltIn(JavaClass used) {
    JavaClass base = used.getBaseComponentType();
    return base.isPrimitive() || (used.isArray() && base.getPackageName().startsWith("java"));
  }

  private static void row(String name, List<String> own, String... libraries) {
    List<String> packages = own.stream().map(used -> "dev.stipend." + used + "..").toList();
    TABLE.put(name, new Row(packages, List.of(String.join("|", libraries).split("\\|"))));
  }

  private static List<String> own(String... names) {
    return List.of(names);
  }

  private static List<String> plus(List<String> names, String name) {
    return Stream.concat(names.stream(), Stream.of(name)).toList();
  }

  private record Row(List<String> own, List<String> libraries) {}
}
