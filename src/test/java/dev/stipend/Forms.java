package dev.stipend;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Files as clients have them, and forms as clients send them. */
final class Forms {

  static final String TYPE = "multipart/form-data; boundary=a-boundary";

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** What begins like a picture, and is like no other of another number. */
  static byte[] png(int number, int size) {
    byte[] bytes = new byte[size];
    new Random(number).nextBytes(bytes);
    System.arraycopy(PNG, 0, bytes, 0, Math.min(PNG.length, size));
    return bytes;
  }

  Forms field(String name, String value) {
    return part("name=\"" + name + "\"", "", value.getBytes(StandardCharsets.UTF_8));
  }

  Forms file(String name, byte[] content) {
    return part(
        "name=\"" + name + "\"; filename=\"any.bin\"",
        "Content-Type: application/octet-stream\r\n",
        content);
  }

  private Forms part(String disposition, String header, byte[] content) {
    text("--a-boundary\r\nContent-Disposition: form-data; " + disposition + "\r\n" + header);
    text("\r\n");
    body.writeBytes(content);
    text("\r\n");
    return this;
  }

  byte[] end() {
    text("--a-boundary--\r\n");
    return body.toByteArray();
  }

  private void text(String text) {
    body.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
