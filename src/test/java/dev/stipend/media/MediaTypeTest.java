package dev.stipend.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

  @ParameterizedTest
  @CsvSource({"png, PNG", "jpeg, JPEG", "gif, GIF"})
  void realPicturesAreKnown(String format, MediaType type) throws Exception {
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), format, picture);

    assertThat(MediaType.of(picture.toByteArray())).contains(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "RIFF____WEBPVP8 |WEBP",
        "RIFF____WEBPVP8X|WEBP",
        "____ftypisom____|MP4",
        "____ftypmp42____|MP4",
        "____ftypqt  ____|QUICKTIME",
        "\u001aE\u00df\u00a3\u009fB\u0086\u0081\u0001B\u0082\u0084webm|WEBM",
        "<svg xmlns=\"x\">|SVG",
        "<svg>|SVG"
      })
  void signaturesAreKnown(String head, MediaType type) {
    assertThat(of(head)).isEqualTo(type);
  }

  @Test
  void aDrawingMayHaveADeclarationCommentsAndADocumentType() {
    String head =
        """
        \uFEFF
        <?xml version="1.0"?>
        <!-- a <fox> --> <!-- and -->
        <!DOCTYPE svg PUBLIC "x" "y">
        <svg
          width="1"/>
        """;

    assertThat(MediaType.of(head.getBytes(StandardCharsets.UTF_8))).contains(MediaType.SVG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PNG",
        "\u0089PNG\r\n\u001a\n",
        "\u0089PNG\r\n\u001a\n____IDAT",
        "RIFF____WAVEfmt ",
        "RIFF____WEBP",
        "____ftyp",
        "____ftypavif____",
        "____ftypheic____",
        "____ftypM4A ____",
        "\u001aE\u00df\u00a3\u00a3B\u0082\u0088matroska",
        "<html><svg></svg></html>",
        "<!DOCTYPE html><svg>",
        "<svgfoo>",
        "<svg",
        "text <svg>",
        "<!-- <svg> ",
        "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>",
        "%PDF-1.7",
        "{\"error\":\"expired\"}",
        "#!/bin/sh"
      })
  void aLieIsNotBelieved(String head) {
    assertThat(MediaType.of(head.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
  }

  @Property(tries = 500)
  void anyBytesHaveAnAnswer(@ForAll byte[] head) {
    assertThat(MediaType.of(head)).isNotNull();
    byte[] svg = "<svg>".getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(head, head.length + svg.length);
    System.arraycopy(svg, 0, both, head.length, svg.length);
    assertThat(MediaType.of(both)).isNotNull();
  }

  private static MediaType of(String head) {
    return MediaType.of(head.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
  }
}
