package dev.stipend;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of Redis's protocol, of either direction, into whole requests or replies. */
final class RespFrames {

  private static final int NOT_YET = -1;

  private Buffer held = Buffer.buffer();

  /** What has become whole with these bytes. */
  List<Buffer> add(Buffer bytes) {
    held.appendBuffer(bytes);
    List<Buffer> whole = new ArrayList<>();
    int begin = 0;
    int end = end(begin);
    while (end != NOT_YET) {
      whole.add(held.getBuffer(begin, end));
      begin = end;
      end = end(begin);
    }
    held = held.getBuffer(begin, held.length());
    return whole;
  }

  /** The texts of a request, or of a reply that is a list of texts; none of any other. */
  static List<String> texts(Buffer frame) {
    List<String> texts = new ArrayList<>();
    int at = lineEnd(frame, 0);
    while (at != NOT_YET && at < frame.length() && frame.getByte(at) == '$') {
      int begin = lineEnd(frame, at);
      int length = number(frame, at);
      texts.add(length < 0 ? "" : frame.getString(begin, begin + length));
      at = begin + Math.max(length + 2, 0);
    }
    return texts;
  }

  private int end(int at) {
    int line = lineEnd(held, at);
    if (line == NOT_YET) {
      return NOT_YET;
    }
    return switch (held.getByte(at)) {
      case '$' -> {
        int length = number(held, at);
        int end = length < 0 ? line : line + length + 2;
        yield end <= held.length() ? end : NOT_YET;
      }
      case '*' -> {
        int end = line;
        for (int left = number(held, at); left > 0 && end != NOT_YET; left--) {
          end = end(end);
        }
        yield end;
      }
      case '+', '-', ':' -> line;
      default -> throw new IllegalStateException("not RESP2: " + held.getBuffer(at, line));
    };
  }

  private static int number(Buffer bytes, int at) {
    return Integer.parseInt(bytes.getString(at + 1, lineEnd(bytes, at) - 2));
  }

  private static int lineEnd(Buffer bytes, int at) {
    for (int i = at; i + 1 < bytes.length(); i++) {
      if (bytes.getByte(i) == '\r' && bytes.getByte(i + 1) == '\n') {
        return i + 2;
      }
    }
    return NOT_YET;
  }
}
