package dev.stipend.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://stablestudio.dev",
        "https://stablestudio.dev/",
        "https://a.example:8443",
        "http://127.0.0.1:4021",
        "http://localhost:4021"
      })
  void anOriginIsHttpsOrOnThisMachine(String origin) {
    assertThat(UpstreamSettings.of(URI.create(origin)).origin()).isEqualTo(URI.create(origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://stablestudio.dev",
        "http://127.0.0.1.evil.example",
        "https://user@stablestudio.dev",
        "https://stablestudio.dev/api",
        "https://stablestudio.dev?x=1",
        "stablestudio.dev",
        "ftp://127.0.0.1"
      })
  void whatIsNoOriginIsRefused(String origin) {
    assertThatIllegalArgumentException().isThrownBy(() -> UpstreamSettings.of(URI.create(origin)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/generate", "api/{model}/{operation}", "//x/{model}/{operation}"})
  void aPathHasItsPlacesToFill(String generate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpstreamPaths(generate, "/api/jobs/{id}", "/api/jobs", "/u", "/c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "com", ".com", "blob.example.com", ".Blob.Example.com", ".a."})
  void aHostSuffixNamesAtLeastADomain(String suffix) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DownloadSettings(
                    URI.create("https://a.example"), List.of(suffix), 1, Duration.ofSeconds(1)));
  }

  @Test
  void theOldRouteFamilyIsAMatterOfSettings() {
    UpstreamPaths old =
        new UpstreamPaths(
            "/api/x402/{model}/{operation}",
            "/api/x402/jobs/{id}",
            "/api/x402/jobs",
            "/api/x402/uploads",
            "/api/x402/uploads/confirm");

    assertThat(old.generate("sora-2", "generate")).isEqualTo("/api/x402/sora-2/generate");
    assertThat(old.job("abc")).isEqualTo("/api/x402/jobs/abc");
    assertThat(old.jobs(20)).isEqualTo("/api/x402/jobs?limit=20");
  }
}
