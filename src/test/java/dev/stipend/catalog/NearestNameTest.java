package dev.stipend.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNameTest {

  private static final List<String> NAMES =
      List.of(
          "nano-banana",
          "nano-banana-pro",
          "veo-3.1",
          "veo-3.1-fast",
          "sora-2",
          "aspectRatio",
          "imageSize",
          "image");

  @ParameterizedTest
  @CsvSource({
    "nano_banana_pro, nano-banana-pro",
    "Nano Banana Pro, nano-banana-pro",
    "nanobananapro, nano-banana-pro",
    "nano-bananna-pro, nano-banana-pro",
    "nano-banan, nano-banana",
    "veo3.1, veo-3.1",
    "veo-31, veo-3.1",
    "veo, veo-3.1",
    "veo-3.1-preview-001, veo-3.1",
    "sora2, sora-2",
    "aspect_ratio, aspectRatio",
    "ASPECTRATIO, aspectRatio",
    "imgeSize, imageSize",
    "iamge, image",
    "imagesize, imageSize"
  })
  void aSlipFindsItsName(String given, String meant) {
    assertThat(NearestName.nearest(given, NAMES)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour", "x", "dall-e-3", "gpt-image", "prompt", "zzzzzzzzzzzzzzz"})
  void aStrangerFindsNothing(String given) {
    assertThat(NearestName.nearest(given, NAMES)).isEmpty();
  }

  @Test
  void extremesHaveNoNeighbour() {
    assertThat(NearestName.nearest("", NAMES)).isEmpty();
    assertThat(NearestName.nearest("a".repeat(1_000_000), NAMES)).isEmpty();
    assertThat(NearestName.nearest("veo", List.of())).isEmpty();
  }

  @Test
  void equallyNearNamesAreToldApartByAlphabet() {
    assertThat(NearestName.nearest("bat", List.of("cat", "bar"))).contains("bar");
    assertThat(NearestName.nearest("bat", List.of("bar", "cat"))).contains("bar");
  }
}
