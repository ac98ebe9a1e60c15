package dev.stipend.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.money.Money;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

  private static final String PAYEE = "0x07F067959297767c887dbfA3C72379c66E82a045";
  private static final String SIGNING_KEY = "a".repeat(64);
  private static final String NONCE_KEY = "c".repeat(64);

  @TempDir private Path folder;

  @Test
  void environmentWinsOverFile() throws IOException {
    Path file = file("port: 9001\nadminPort: 9002\n");

    Config config = valid(Map.of("STIPEND_PORT", "9003"), file);

    assertThat(config.server().port()).isEqualTo(9003);
    assertThat(config.server().adminPort()).isEqualTo(9002);
  }

  @Test
  void fileIsTheOneTheEnvironmentNamesUnlessTheCallerNamesAnother() throws IOException {
    Path first = file("port: 9001\n");
    Path second = file("port: 9002\n");
    Map<String, String> environment = Map.of("STIPEND_CONFIG", first.toString());

    assertThat(Readings.valid(environment).server().port()).isEqualTo(9001);
    assertThat(valid(environment, second).server().port()).isEqualTo(9002);
  }

  @Test
  void emptyValueCountsAsNotSet() throws IOException {
    Path file = file("port:\nadminKey: ~\nhost: null\npayment:\n");

    Config config = valid(Map.of("STIPEND_ADMIN_PORT", ""), file);

    assertThat(config).isEqualTo(Readings.valid(Map.of()));
  }

  @Test
  void amountKeepsItsExactTextWithoutQuotes() throws IOException {
    Config config = valid(Map.of(), file("payment:\n  priceMax: 9007199254.740991\n"));

    assertThat(config.treasury().payment().priceMax()).isEqualTo(new Money(Money.MICROS_MAX));
  }

  @Test
  void realUpstreamIsFullyDescribedByTheEnvironment() {
    Config config =
        Readings.valid(
            Map.of(
                "STIPEND_UPSTREAM",
                "HTTPS://StableStudio.dev/",
                "STIPEND_PAYEES",
                PAYEE + ", " + "0x" + "1".repeat(40),
                "STIPEND_WALLET_KEY",
                "0x" + SIGNING_KEY.toUpperCase(Locale.ROOT),
                "STIPEND_CHAIN_RPC",
                "https://base.example/token"));

    assertThat(config.upstream().origin()).contains(URI.create("https://stablestudio.dev"));
    assertThat(config.upstream().payees())
        .containsExactly(PAYEE.toLowerCase(Locale.ROOT), "0x" + "1".repeat(40));
    assertThat(config.treasury().wallet())
        .isEqualTo(new WalletSettings.SigningKey(Secret.of(SIGNING_KEY)));
    assertThat(config.server().host()).isEqualTo("0.0.0.0");
    assertThat(config.toString()).doesNotContain(SIGNING_KEY).doesNotContain("token");
  }

  @Test
  void plainHttpIsForLoopbackOnly() {
    Map<String, String> rest =
        Map.of(
            "STIPEND_PAYEES",
            PAYEE,
            "STIPEND_WALLET_KEY",
            SIGNING_KEY,
            "STIPEND_CHAIN_RPC",
            "http://127.0.0.1:8402/rpc");

    for (String origin : List.of("http://127.0.0.1:8402", "http://localhost", "http://[::1]:1")) {
      Map<String, String> environment = plus(rest, "STIPEND_UPSTREAM", origin);
      assertThat(Readings.valid(environment).upstream().origin()).contains(URI.create(origin));
    }
    for (String origin :
        List.of(
            "http://10.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "https://example.com/api",
            "https://example.com?x=1",
            "https://user@example.com",
            "example.com",
            "sandBox ")) {
      Map<String, String> environment = plus(rest, "STIPEND_UPSTREAM", origin);
      assertThat(Readings.problems(environment))
          .as(origin)
          .extracting(Problem::path)
          .containsExactly("upstream");
    }
  }

  @Test
  void secretComesFromTheFileNamedInItsPlace() throws IOException {
    Path secret = file("the admin's long secret\n".replace(' ', '-'));

    Config config = Readings.valid(Map.of("STIPEND_ADMIN_KEY_FILE", secret.toString()));

    assertThat(config.access().adminKey()).contains(Secret.of("the-admin's-long-secret"));
  }

  @Test
  void keystoreNeedsItsPassword() throws IOException {
    Path keystore = file("{}");
    Path password = file("open sesame\n");
    Map<String, String> alone = Map.of("STIPEND_WALLET_KEYSTORE", keystore.toString());

    assertThat(Readings.problems(alone))
        .extracting(Problem::path)
        .containsExactly("wallet.passwordFile");
    Map<String, String> both = plus(alone, "STIPEND_WALLET_PASSWORD_FILE", password.toString());
    assertThat(Readings.valid(both).treasury().wallet())
        .isEqualTo(new WalletSettings.Keystore(keystore, Secret.of("open sesame")));
  }

  @Test
  void keyFileIsForItsOwnerAlone() throws IOException {
    Path keyFile = file("0x" + SIGNING_KEY + "\n");
    Map<String, String> environment = Map.of("STIPEND_WALLET_KEY_FILE", keyFile.toString());
    assumeTrue(SigningKeyFile.isGuarded(keyFile));

    for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString(permissions));
      assertThat(Readings.problems(environment))
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.path()).isEqualTo("wallet.keyFile");
                assertThat(problem.reason()).contains("chmod 600").doesNotContain(SIGNING_KEY);
              });
    }
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    assertThat(Readings.valid(environment).treasury().wallet())
        .isEqualTo(new WalletSettings.KeyFile(keyFile));
  }

  @Test
  void keyFileHoldsNothingButAKey() throws IOException {
    for (String text : List.of("", "0x", SIGNING_KEY + "0", SIGNING_KEY.replace('a', 'x'))) {
      Path keyFile = file(text);
      if (SigningKeyFile.isGuarded(keyFile)) {
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
      }

      assertThat(Readings.problems(Map.of("STIPEND_WALLET_KEY_FILE", keyFile.toString())))
          .extracting(Problem::path)
          .containsExactly("wallet.keyFile");
    }
  }

  @Test
  void remoteSignerNeedsTheAddressAKeyOfNoncesAndNoPlainHttp() {
    Map<String, String> alone = Map.of("STIPEND_WALLET_SIGNER", "https://signer.example/hush");
    Map<String, String> without = plus(alone, "STIPEND_WALLET_ADDRESS", PAYEE);
    Map<String, String> both = plus(without, "STIPEND_WALLET_NONCE_KEY", NONCE_KEY);

    assertThat(Readings.problems(alone))
        .extracting(Problem::path)
        .containsExactlyInAnyOrder("wallet.address", "wallet.nonceKey");
    assertThat(Readings.problems(without))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).isEqualTo("wallet.nonceKey"))
        .satisfies(problem -> assertThat(problem.reason()).contains("wallet.signer"));
    assertThat(Readings.problems(plus(without, "STIPEND_WALLET_NONCE_KEY", "hush")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).doesNotContain("hush"));
    assertThat(Readings.valid(both).treasury().wallet())
        .isEqualTo(
            new WalletSettings.RemoteSigner(
                URI.create("https://signer.example/hush"), PAYEE.toLowerCase(Locale.ROOT)));
    assertThat(Readings.valid(both).toString()).doesNotContain("hush").doesNotContain(NONCE_KEY);
    assertThat(Readings.problems(plus(both, "STIPEND_WALLET_SIGNER", "http://signer.example")))
        .extracting(Problem::path)
        .contains("wallet.signer");
    assertThat(Readings.problems(plus(both, "STIPEND_WALLET_KEY", SIGNING_KEY)))
        .extracting(Problem::path)
        .containsExactly("wallet.signer");
  }

  @Test
  void walletsThatPaidBeforeAreFilesOfEitherKind() throws IOException {
    Path keystore = file("{}");
    Path keyFile = file(SIGNING_KEY);
    Path password = file("open sesame");
    if (SigningKeyFile.isGuarded(keyFile)) {
      Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    }
    Map<String, String> files = Map.of("STIPEND_WALLET_FORMER", keystore + "," + keyFile);

    assertThat(Readings.problems(files)).extracting(Problem::path).containsExactly("wallet.former");
    assertThat(
            Readings.valid(plus(files, "STIPEND_WALLET_FORMER_PASSWORD_FILE", password.toString()))
                .treasury()
                .former())
        .containsExactly(
            new WalletSettings.Keystore(keystore, Secret.of("open sesame")),
            new WalletSettings.KeyFile(keyFile));
  }

  @Test
  void externalRedisIsOneAddressOrAListWithItsMode() {
    assertThat(Readings.valid(Map.of("STIPEND_REDIS", "rediss://user:hush@redis.internal:6380/2")))
        .extracting(Config::redis)
        .isInstanceOfSatisfying(
            RedisSettings.External.class,
            redis -> {
              assertThat(redis.urls()).hasSize(1);
              assertThat(redis.toString()).doesNotContain("hush");
            });
    assertThat(
            Readings.valid(
                    Map.of(
                        "STIPEND_REDIS", "redis://a:26379,redis://b:26379",
                        "STIPEND_REDIS_MODE", "sentinel",
                        "STIPEND_REDIS_PASSWORD", "hush"))
                .redis())
        .isEqualTo(
            new RedisSettings.External(
                RedisMode.SENTINEL,
                List.of(URI.create("redis://a:26379"), URI.create("redis://b:26379")),
                "mymaster",
                Optional.of(Secret.of("hush")),
                RedisDurability.AUTO,
                Optional.empty()));
  }

  @Test
  void foldersFollowTheDataFolderUnlessSet() {
    Config config = Readings.valid(Map.of("STIPEND_DATA", "/srv", "STIPEND_MEDIA_FOLDER", "/big"));

    assertThat(config.access().pepperFile()).isEqualTo(Path.of("/srv/pepper"));
    assertThat(config.media().folder()).isEqualTo(Path.of("/big"));
  }

  @Test
  void unknownVariableIsAProblemWithItsNearestName() {
    assertThat(nearest("STIPEND_PROT")).contains("STIPEND_PORT");
    assertThat(nearest("STIPEND_PRICE_MAX")).contains("STIPEND_PAYMENT_PRICE_MAX");
    assertThat(nearest("STIPEND_CONFG")).contains("STIPEND_CONFIG");
    assertThat(nearest("STIPEND_FNORD_FNORD")).isEmpty();
    assertThat(Readings.valid(Map.of("PATH", "/bin", "STIPENDIUM", "x"))).isNotNull();
  }

  @Test
  void variablesOfAKubernetesServiceAreExplained() {
    assertThat(
            Readings.problems(
                Map.of(
                    "STIPEND_PORT", "tcp://10.0.0.1:8080",
                    "STIPEND_SERVICE_HOST", "10.0.0.1",
                    "STIPEND_PORT_8080_TCP", "tcp://10.0.0.1:8080")))
        .hasSize(3)
        .allSatisfy(problem -> assertThat(problem.reason()).contains("enableServiceLinks: false"));
  }

  @Test
  void problemFromTheEnvironmentNamesTheVariable() {
    assertThat(Readings.problems(Map.of("STIPEND_PAYMENT_VALIDITY", "1h")))
        .containsExactly(
            Problem.of(
                "payment.validity",
                new Source.Variable("STIPEND_PAYMENT_VALIDITY"),
                "must be from 1m to 10m",
                "300s"));
  }

  @Test
  void wrongValueDoesNotHideWhatElseIsWrong() {
    assertThat(
            Readings.problems(
                Map.of(
                    "STIPEND_PORT", "x",
                    "STIPEND_JOBS_LEASE_TIME", "1ms",
                    "STIPEND_SANDBOX_PORT", "70000",
                    "STIPEND_UPSTREAM", "https://stablestudio.dev")))
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "port", "jobs.leaseTime", "sandbox.port", "payees", "wallet.key");
  }

  @Test
  void signingKeyInTheWrongPlaceIsNotRepeated() {
    assertThat(Readings.problems(Map.of("STIPEND_PAYEES", "0x" + SIGNING_KEY)).toString())
        .contains("is not an address")
        .doesNotContain(SIGNING_KEY);
  }

  @Test
  void missingFileIsSaid() {
    ConfigReading reading =
        ConfigReader.read(Map.of(), Optional.of(folder.resolve("nowhere.yaml")));

    assertThat(reading)
        .isInstanceOfSatisfying(
            ConfigReading.Invalid.class,
            invalid ->
                assertThat(invalid.problems().getFirst().reason())
                    .isEqualTo("there is no such file"));
  }

  @Test
  void unitsAreThoseOfTheReference() {
    assertThat(UnitText.duration("300ms")).contains(Duration.ofMillis(300));
    assertThat(UnitText.duration("24h")).contains(Duration.ofHours(24));
    assertThat(UnitText.duration("1.5s")).isEmpty();
    assertThat(UnitText.duration("-1s")).isEmpty();
    assertThat(UnitText.duration("9999999999h")).isEmpty();
    assertThat(UnitText.size("200MB")).contains(new ByteSize(200_000_000));
    assertThat(UnitText.size("0B")).isEmpty();
    assertThat(UnitText.size("999999999GB")).contains(new ByteSize(999_999_999_000_000_000L));
    assertThat(new ByteSize(64_000)).hasToString("64KB");
    assertThat(UnitText.text(Duration.ofMinutes(90))).isEqualTo("90m");
  }

  private static Optional<String> nearest(String variable) {
    return Readings.problems(Map.of(variable, "x")).getFirst().nearest();
  }

  private static Map<String, String> plus(Map<String, String> map, String name, String value) {
    Map<String, String> more = new HashMap<>(map);
    more.put(name, value);
    return more;
  }

  private static Config valid(Map<String, String> environment, Path file) {
    ConfigReading reading = ConfigReader.read(environment, Optional.of(file));
    assertThat(reading).isInstanceOf(ConfigReading.Read.class);
    return ((ConfigReading.Read) reading).config();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "stipend", ".yaml"), text);
  }
}
