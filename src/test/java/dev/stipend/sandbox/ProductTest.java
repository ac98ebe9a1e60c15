package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is sold, where, and for how much. */
class ProductTest extends SandboxFixture {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "nano-banana/generate | {'imageSize':'512'} | 45000",
        "nano-banana/generate | {} | 70000",
        "nano-banana-pro/edit | {'imageSize':'4K','images':['https://example.com/a.png']} | 240000",
        "gpt-image-1/generate | {'quality':'low','size':'auto'} | 11000",
        "gpt-image-2/generate | {} | 210000",
        "gpt-image-2/generate | {'size':'1536x1024'} | 170000",
        "gpt-image-2.5-flare/generate | {'quality':'medium'} | 10000",
        "flux-2-pro/generate | {'resolution':'2 MP'} | 40000",
        "flux-2-pro/edit | {'images':['https://example.com/a.png','https://example.com/b.png']} | 42000",
        "flux-2-max/generate | {} | 70000",
        "grok/edit | {'images':['https://example.com/a.png']} | 22000",
        "grok-video/generate | {'duration':'15'} | 750000",
        "seedance/t2v | {'duration':'4','outputResolution':'480p','aspectRatio':'1:1'} | 360000",
        "seedance/t2v | {'duration':'15','outputResolution':'720p','aspectRatio':'1:1'} | 3600000",
        "seedance/t2v | {'duration':'5','resolution':'720p','aspect_ratio':'1:1'} | 20000000",
        "seedance/t2v | {'duration':'4','outputResolution':'480p','aspectRatio':'1:1','seed':1} | 20000000",
        "seedance/i2v | {'duration':'4','outputResolution':'480p','aspectRatio':'1:1'} | 20000000",
        "wan-2.6/t2v | {'duration':'15','size':'1920*1080'} | 2250000",
        "sora-2/generate | {'seconds':'12'} | 1200000",
        "sora-2-pro/generate | {'seconds':'12','size':'1792x1024'} | 6000000",
        "veo-3.1-fast/generate | {} | 2000000",
        "arrow-1.1/vectorize | {'image':'https://example.com/a.png'} | 150000",
        "arrow-1.1/vectorize | {} | 10000000"
      })
  void aBodyCostsWhatIsListed(String id, String body, String micros) throws Exception {
    String json = body.replace('\'', '"');
    String whole =
        id.startsWith("arrow")
            ? json
            : json.replaceFirst(
                "\\{", json.equals("{}") ? "{\"prompt\":\"x\"" : "{\"prompt\":\"x\",");

    for (String family : List.of("/api/generate/", "/api/x402/")) {
      HttpResponse<byte[]> quote = buyer.post(family + id, whole);
      JsonNode challenge = Buyer.header(quote, "PAYMENT-REQUIRED");
      assertThat(challenge.at("/accepts/0/amount").asString()).isEqualTo(micros);
      assertThat(challenge.at("/resource/url").asString()).endsWith(family + id);
    }
  }

  @Test
  void theDocumentListsWhatIsSoldNowAndNothingElse() throws Exception {
    List<String> usual = paths();
    sandbox.faults().arm(Fault.NEW_MODEL, Faults.UNTIL_CLEARED);
    sandbox.faults().arm(Fault.WITHDRAWN_MODEL, Faults.UNTIL_CLEARED);
    List<String> changed = paths();

    assertThat(usual).hasSize(30).contains("/api/generate/veo-3.1/generate");
    assertThat(changed)
        .contains("/api/generate/nano-banana-3/generate")
        .doesNotContain("/api/generate/veo-3.1/generate");
    assertThat(buyer.post("/api/generate/veo-3.1/generate", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void theFirstGenerationOfSeedanceStandsInThePlaceOfTheSecond() throws Exception {
    sandbox.faults().arm(Fault.FIRST_GENERATION, Faults.UNTIL_CLEARED);

    JsonNode schema =
        document()
            .at("/paths/~1api~1generate~1seedance~1t2v/post/requestBody/content")
            .at("/application~1json/schema");
    assertThat(schema.at("/properties").propertyNames())
        .contains("resolution", "aspect_ratio", "generate_audio")
        .doesNotContain("outputResolution");
    assertThat(schema.at("/required").toString()).isEqualTo("[\"prompt\"]");
    HttpResponse<byte[]> quote =
        buyer.post(
            "/api/generate/seedance/t2v",
            "{\"prompt\":\"x\",\"resolution\":\"480p\",\"generate_audio\":true}");
    assertThat(Buyer.header(quote, "PAYMENT-REQUIRED").at("/accepts/0/amount").asString())
        .isEqualTo("330000");
  }

  private List<String> paths() throws Exception {
    List<String> paths = new ArrayList<>(document().path("paths").propertyNames());
    paths.removeIf(path -> !path.startsWith("/api/generate/"));
    return paths;
  }

  private JsonNode document() throws Exception {
    return Buyer.json(buyer.get("/openapi.json"));
  }
}
