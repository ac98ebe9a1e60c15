package dev.stipend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads server-sent events off a real socket, as a browser does. */
final class Events implements AutoCloseable {

  private static final int READ_MILLIS_MAX = 30_000;

  private final HttpURLConnection connection;
  private final BufferedReader lines;

  private Events(HttpURLConnection connection, BufferedReader lines) {
    this.connection = connection;
    this.lines = lines;
  }

  /** Follows a job; with the id of the last event that was seen, if there is one. */
  static Events of(Customer customer, String path, String lastSeen) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(customer.http().base() + path).toURL().openConnection();
    connection.setReadTimeout(READ_MILLIS_MAX);
    connection.setRequestProperty("Authorization", "Bearer " + customer.secret());
    connection.setRequestProperty("Accept", "text/event-stream");
    if (!lastSeen.isEmpty()) {
      connection.setRequestProperty("Last-Event-ID", lastSeen);
    }
    return new Events(
        connection,
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)));
  }

  /** Until the stream ends. */
  List<Event> all() throws IOException {
    List<Event> all = new ArrayList<>();
    Event event = nextOrEnd();
    while (event != null) {
      all.add(event);
      event = nextOrEnd();
    }
    return all;
  }

  Event next() throws IOException {
    Event event = nextOrEnd();
    if (event == null) {
      throw new AssertionError("the stream has ended");
    }
    return event;
  }

  private @Nullable Event nextOrEnd() throws IOException {
    String id = "";
    String name = "";
    String line = lines.readLine();
    while (line != null) {
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        return new Event(
            Long.parseLong(id),
            name,
            JsonMapper.shared().readTree(line.substring("data: ".length())));
      }
      line = lines.readLine();
    }
    return null;
  }

  /** Hangs up. */
  @Override
  public void close() {
    connection.disconnect();
  }

  record Event(long id, String name, JsonNode json) {}
}
