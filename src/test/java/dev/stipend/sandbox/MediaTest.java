package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** Pictures and clips are what they claim to be. */
class MediaTest {

  @Test
  void aPictureReadsBackPixelByPixel() throws Exception {
    Canvas canvas = Picture.draw("a lighthouse, Z\u00fcrich \ud83d\ude00", "model", 300, 200);

    var image = ImageIO.read(new ByteArrayInputStream(PngWriter.write(canvas)));

    assertThat(image.getWidth()).isEqualTo(300);
    assertThat(image.getHeight()).isEqualTo(200);
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 300; x++) {
        assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(canvas.rgb(x, y));
      }
    }
  }

  @Test
  void aJpegReadsBackAlmostPixelByPixel() throws Exception {
    Canvas canvas = Picture.draw("a lighthouse", "model", 320, 160);

    var image = ImageIO.read(new ByteArrayInputStream(JpegWriter.write(canvas)));

    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(160);
    long off = 0;
    for (int y = 0; y < 160; y++) {
      for (int x = 0; x < 320; x++) {
        off += Math.abs((image.getRGB(x, y) & 0xff) - (canvas.rgb(x, y) & 0xff));
      }
    }
    assertThat(off / (320 * 160)).isLessThan(12);
  }

  @Test
  void aWebpReadsBackPixelByPixel() {
    Canvas canvas = Picture.draw("a lighthouse", "model", 331, 177);

    WebpPixels webp = WebpPixels.read(WebpWriter.write(canvas));

    assertThat(webp.width()).isEqualTo(331);
    assertThat(webp.height()).isEqualTo(177);
    for (int y = 0; y < 177; y++) {
      for (int x = 0; x < 331; x++) {
        assertThat(webp.rgb(x, y)).isEqualTo(canvas.rgb(x, y));
      }
    }
  }

  @Test
  void aDrawingIsSvgWithoutTheLinkItIsMadeOf() throws Exception {
    String svg = Drawing.draw("https://example.com/secret.png?token=1", "arrow-1.1");

    var root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getElementsByTagName("circle").getLength()).isGreaterThan(3);
    assertThat(svg).contains("arrow-1.1").doesNotContain("secret").doesNotContain("token");
    assertThat(Drawing.draw("https://example.com/b.png", "arrow-1.1")).isNotEqualTo(svg);
  }

  @Test
  void thePromptIsSeen() {
    byte[] fox = PngWriter.write(Picture.draw("a fox", "model", 256, 256));

    assertThat(PngWriter.write(Picture.draw("a fox", "model", 256, 256))).isEqualTo(fox);
    assertThat(PngWriter.write(Picture.draw("a fix", "model", 256, 256))).isNotEqualTo(fox);
  }

  @Test
  void aPromptOfAnyLengthIsDrawn() {
    for (String prompt : List.of("x", " ", "word ".repeat(3_000), "x".repeat(20_000))) {
      assertThat(Picture.draw(prompt, "model", 512, 128).width()).isEqualTo(512);
    }
  }

  @Test
  void everyVisibleLetterHasAShapeOfItsOwn() {
    List<String> shapes = new ArrayList<>();
    for (int character = '!'; character <= '~'; character++) {
      shapes.add(shape(character));
    }

    assertThat(shapes).doesNotHaveDuplicates().noneMatch(shape -> !shape.contains("#"));
    assertThat(shape(' ')).doesNotContain("#");
    assertThat(shape('\u00fc')).isEqualTo(shape('\u4e2d'));
  }

  @Test
  void aClipIsAnIndexAndItsFrames() {
    byte[] clip = Clip.draw("waves", "veo-3.1", 256, 144, 4);

    List<String> boxes = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(clip);
    int dataStart = 0;
    while (buffer.hasRemaining()) {
      int start = buffer.position();
      int length = buffer.getInt();
      byte[] type = new byte[4];
      buffer.get(type);
      boxes.add(new String(type, StandardCharsets.US_ASCII));
      if (boxes.getLast().equals("mdat")) {
        dataStart = start + 8;
      }
      buffer.position(start + length);
    }

    assertThat(boxes).containsExactly("ftyp", "moov", "mdat");
    ByteBuffer frames = ByteBuffer.wrap(clip, dataStart, clip.length - dataStart);
    List<Integer> units = new ArrayList<>();
    while (frames.hasRemaining()) {
      int length = frames.getInt();
      units.add(frames.get(frames.position()) & 0x1f);
      frames.position(frames.position() + length);
    }
    assertThat(units).hasSize(16).startsWith(5, 1);
    assertThat(units.subList(1, 16)).containsOnly(1);
    assertThat(clip.length).isLessThan(200_000);
  }

  @Test
  void numbersHaveTheirExpGolombForm() {
    BitWriter bits = new BitWriter();
    bits.ue(0);
    bits.ue(1);
    bits.ue(4);
    bits.se(-1);
    bits.end();

    // 1 010 00101 011 and then the closing bit.
    assertThat(bits.toByteArray()).containsExactly(0b10100010, 0b10111000);
  }

  private static String shape(int character) {
    StringBuilder shape = new StringBuilder();
    for (int row = 0; row < BitmapFont.HEIGHT; row++) {
      for (int column = 0; column < BitmapFont.WIDTH; column++) {
        shape.append(BitmapFont.isSet(character, column, row) ? '#' : '.');
      }
    }
    return shape.toString();
  }
}
