package dev.stipend.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.money.Money;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The commented reference and the reader are one. */
class ReferenceTest {

  @Test
  void readerAsksForExactlyTheSettingsOfTheReference() {
    Map<String, Optional<Given>> reference = Reference.load();
    List<Problem> problems = new ArrayList<>();
    Settings settings = new Settings(reference, Map.of(), problems);

    new ConfigAssembly(settings).config();

    assertThat(problems).isEmpty();
    assertThat(settings.asked()).containsExactlyInAnyOrderElementsOf(reference.keySet());
  }

  @Test
  void referenceAsAFileChangesNothing() {
    ConfigReading byFile = ConfigReader.read(Map.of(), Optional.of(Path.of("config/stipend.yaml")));

    assertThat(byFile).isEqualTo(ConfigReader.read(Map.of(), Optional.empty()));
  }

  @Test
  void nothingConfiguredIsTheSandbox() {
    Config config = Readings.valid(Map.of());

    assertThat(config.server())
        .isEqualTo(
            new ServerSettings(
                "127.0.0.1",
                8080,
                "127.0.0.1",
                8081,
                Optional.empty(),
                new ByteSize(1_000_000),
                Duration.ofSeconds(20)));
    assertThat(config.local())
        .isEqualTo(new LocalSettings(Path.of("./data"), Optional.empty(), LogLevel.INFO));
    assertThat(config.redis()).isEqualTo(new RedisSettings.Embedded());
    assertThat(config.upstream())
        .isEqualTo(
            new UpstreamSettings(
                Optional.empty(),
                List.of(),
                new UpstreamSettings.Client(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(3),
                    32,
                    List.of(".blob.vercel-storage.com")),
                new UpstreamSettings.Paths(
                    "/api/generate/{model}/{operation}",
                    "/api/jobs/{id}",
                    "/api/jobs",
                    "/api/upload",
                    "/api/upload/confirm",
                    "/openapi.json"),
                new UpstreamSettings.Discovery(
                    DiscoveryUse.FOLLOW,
                    Duration.ofHours(6),
                    new ByteSize(4_000_000),
                    Duration.ofSeconds(10),
                    Optional.empty()),
                new UpstreamSettings.Uploads(
                    URI.create("https://vercel.com/api/blob/"),
                    "https://{store}.public.blob.vercel-storage.com/{pathname}",
                    new ByteSize(20_000_000),
                    Duration.ofHours(24))));
    assertThat(config.access())
        .isEqualTo(
            new AccessSettings(
                Optional.empty(), Path.of("./data/pepper"), ZoneId.of("UTC"), DayOfWeek.MONDAY));
    assertThat(config.sandbox())
        .isEqualTo(
            new SandboxSettings(
                8402, Duration.ofSeconds(2), Duration.ofSeconds(6), Money.parseDollars("1000.00")));
  }

  @Test
  void defaultsOfMoneyAndWorkAreThoseOfTheDesign() {
    Config config = Readings.valid(Map.of());

    assertThat(config.treasury())
        .isEqualTo(
            new TreasurySettings(
                new WalletSettings.Generated(),
                List.of(),
                Optional.empty(),
                new ChainSettings("eip155:8453", List.of(), 25),
                new PaymentSettings(
                    Money.parseDollars("25.00"),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    Duration.ZERO,
                    Duration.ofSeconds(60)),
                new GuardSettings(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 5)));
    assertThat(config.jobs())
        .isEqualTo(
            new JobSettings(Duration.ofSeconds(30), new WaitingSettings(20_000, 5_000), false));
    assertThat(config.media())
        .isEqualTo(
            new MediaSettings(
                Path.of("./data/media"),
                new ByteSize(200_000_000),
                Duration.ofHours(24),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everySettingHasAVariableOfItsOwn() {
    Map<String, String> pathByVariable = new HashMap<>();
    for (String path : Reference.load().keySet()) {
      assertThat(pathByVariable.put(SettingNames.variable(path), path)).isNull();
    }

    assertThat(pathByVariable)
        .containsEntry("STIPEND_PORT", "port")
        .containsEntry("STIPEND_ADMIN_PORT", "adminPort")
        .containsEntry("STIPEND_CHAIN_RPC", "chain.rpc")
        .containsEntry("STIPEND_WALLET_KEY_FILE", "wallet.keyFile")
        .containsEntry("STIPEND_UPSTREAM_CLIENT_DOWNLOAD_HOSTS", "upstreamClient.downloadHosts");
    assertThat(pathByVariable.keySet()).doesNotContain(EnvironmentLayer.FILE_VARIABLE);
  }

  @Test
  void everySecretCanComeFromAFile() {
    Set<String> paths = Reference.load().keySet();

    assertThat(paths)
        .contains("adminKey", "adminKeyFile")
        .contains("redisPassword", "redisPasswordFile")
        .contains("wallet.key", "wallet.keyFile", "wallet.passwordFile");
  }
}
