package dev.stipend.bench;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills books with copies of one call that was really made: of every key that its id is part of, of
 * every sorted set and list that it is in, and of every row about it. So they have the form of real
 * ones, whatever that is, but come about many times faster. Accounts and counters stay as they are:
 * they grow with teams and time, not with calls.
 */
final class Copies {

  private static final String ROOT = "stipend:{money}";
  private static final String BUSY = ROOT + ":busy";
  private static final int BATCH = 2000;

  /** A place is what stands before and after the id. */
  private static final String SCRIPT =
      """
      local call = cjson.decode(ARGV[1])
      local time = redis.call('TIME')
      local now = time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))
      for number = tonumber(ARGV[2]), tonumber(ARGV[2]) + tonumber(ARGV[3]) - 1 do
        local id = string.sub(call.id, 1, 10) .. string.format('%016.0f', number)
        for _, place in ipairs(call.keys) do
          redis.call('COPY', place[1] .. call.id .. place[2], place[1] .. id .. place[2])
        end
        for _, index in ipairs(call.indexes) do
          redis.call('ZADD', index, now, id)
        end
        for _, list in ipairs(call.lists) do
          redis.call('RPUSH', list, id)
        end
        for _, row in ipairs(call.rows) do
          for _, place in ipairs(row.places) do
            row.words[place[1]] = place[2] .. id .. place[3]
          end
          redis.call('XADD', row.stream, '*', unpack(row.words))
        end
      end
      return 'done'
      """;

  private final Books books;
  private final String template;
  private final String id;
  private final int rows;

  private Copies(Books books, String id, Map<String, Object> call, int rows) {
    this.books = books;
    this.id = id;
    this.template = JsonMapper.shared().writeValueAsString(call);
    this.rows = rows;
  }

  /** Looks for all that the books, which are still small, know of a call. */
  static Copies of(Books books, String id) {
    List<Object> keys = new ArrayList<>();
    List<Object> indexes = new ArrayList<>();
    List<Object> lists = new ArrayList<>();
    List<Object> rows = new ArrayList<>();
    for (Response name : books.ask(Command.KEYS, ROOT + ":*")) {
      String key = name.toString();
      if (key.startsWith(BUSY)) {
        // What runs at once does not grow with what has run.
        continue;
      }
      if (key.contains(id)) {
        keys.add(around(key, id));
        continue;
      }
      switch (books.ask(Command.TYPE, key).toString()) {
        case "zset" -> {
          if (books.askMaybe(Command.ZSCORE, key, id).isPresent()) {
            indexes.add(key);
          }
        }
        case "list" -> {
          if (books.askMaybe(Command.LPOS, key, id).isPresent()) {
            lists.add(key);
          }
        }
        case "stream" -> rows.addAll(rows(books, key, id));
        default -> {}
      }
    }
    Map<String, Object> call =
        Map.of("id", id, "keys", keys, "indexes", indexes, "lists", lists, "rows", rows);
    return new Copies(books, id, call, rows.size());
  }

  /** How many rows each copy has. */
  int rows() {
    return rows;
  }

  /** The id of a copy. */
  String id(int number) {
    return id.substring(0, 10) + "%016d".formatted(number);
  }

  /** Makes some copies, the first of this number. */
  void make(int first, int count) {
    for (int made = 0; made < count; made += BATCH) {
      int batch = Math.min(BATCH, count - made);
      books.ask(
          Command.EVAL,
          SCRIPT,
          "0",
          template,
          Integer.toString(first + made),
          Integer.toString(batch));
    }
  }

  private static List<Map<String, Object>> rows(Books books, String stream, String id) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (Response entry : books.ask(Command.XRANGE, stream, "-", "+")) {
      List<String> words = entry.get(1).stream().map(Response::toString).toList();
      List<Object> places = new ArrayList<>();
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).contains(id)) {
          List<String> around = around(words.get(i), id);
          places.add(Stream.concat(Stream.of((Object) (i + 1)), around.stream()).toList());
        }
      }
      if (!places.isEmpty()) {
        found.add(Map.of("stream", stream, "words", words, "places", places));
      }
    }
    return found;
  }

  private static List<String> around(String text, String id) {
    int start = text.indexOf(id);
    return List.of(text.substring(0, start), text.substring(start + id.length()));
  }
}
