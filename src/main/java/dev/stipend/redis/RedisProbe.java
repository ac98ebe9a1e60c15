package dev.stipend.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Redis at a loopback port whether it is ours, by its password, and how it is.
 *
 * <p>A connection for every question: it is asked a few times in a process's life, before and after
 * the real client.
 */
record RedisProbe(int port, String password) {

  private static final int TIMEOUT_MILLIS = 1000;

  enum Answer {
    /** Nothing listens there. */
    NOBODY,
    /** Something listens and did not say in time who it is. */
    SILENT,
    /** Somebody else's: it does not know the password, or is no Redis. */
    STRANGER,
    /** Ours, still reading its data. */
    LOADING,
    /** Ours, and it answers. */
    READY
  }

  Answer ping() {
    return ask("PING");
  }

  /** Ends it as a signal would, whoever started it. */
  Answer shutdown() {
    return ask("SHUTDOWN");
  }

  private Answer ask(String command) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request = "AUTH " + password + "\r\n" + command + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String greeting = reader.readLine();
      if (greeting == null) {
        return Answer.SILENT;
      }
      return greeting.equals("+OK") ? understand(reader.readLine()) : Answer.STRANGER;
    } catch (ConnectException e) {
      return Answer.NOBODY;
    } catch (IOException e) {
      return Answer.SILENT;
    }
  }

  private static Answer understand(@Nullable String reply) {
    if (reply == null) {
      return Answer.SILENT;
    }
    return reply.equals("+PONG") ? Answer.READY : Answer.LOADING;
  }

  @Override
  public String toString() {
    return "RedisProbe[port=" + port + "]";
  }
}
