package dev.stipend.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One command at a time to the Redis of a URL, a connection for each; answers the last line. */
public record RedisTalk(String url) {

  public String say(String command) {
    URI address = URI.create(url);
    String password = address.getUserInfo().substring(1);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(5000);
      String request = "AUTH " + password + "\r\n" + command + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      reader.readLine();
      String reply = reader.readLine();
      return reply.startsWith("$") || reply.startsWith("*") ? last(reader, reply) : reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String last(BufferedReader reader, String header) throws IOException {
    int strings = header.startsWith("*") ? Integer.parseInt(header.substring(1)) : 1;
    int lines = header.startsWith("*") ? 2 * strings : 1;
    String line = header;
    for (int i = 0; i < lines; i++) {
      line = reader.readLine();
    }
    return line;
  }
}
