package dev.stipend.redis;

import dev.stipend.ledger.Page;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ids of spends in the order of their reservations, newest first, month by month: those of a team
 * from its list, those of all teams from the rows that reserved them.
 *
 * <p>What has been written is never moved, so whatever is reserved meanwhile, a page begins where
 * the last one ended.
 */
final class SpendIndex {

  private static final int ROWS_AT_ONCE = 500;
  private static final String END = "+";

  /** A spend is in the books from one of these rows on. */
  private static final Set<String> BEGINNINGS = Set.of("reserve", "rebuild");

  private final RedisLink redis;

  SpendIndex(RedisLink redis) {
    this.redis = redis;
  }

  /**
   * Reads one page.
   *
   * @param after {@code next} of the page before
   */
  Future<Page<String>> page(@Nullable TeamId team, int count, @Nullable String after) {
    Way way = team == null ? this::fromRows : (place, max) -> fromList(team, place, max);
    Future<Place> start =
        after == null
            ? now().map(month -> new Place(month, END))
            : Future.succeededFuture(Place.parse(after));
    return start.compose(place -> collect(way, place, count, new ArrayList<>()));
  }

  private Future<Page<String>> collect(Way way, Place place, int count, List<String> found) {
    if (place.month().isBefore(LedgerMonths.FIRST)) {
      return Future.succeededFuture(new Page<>(found, null));
    }
    return way.read(place, count - found.size())
        .compose(
            part -> {
              found.addAll(part.ids());
              if (found.size() >= count) {
                return Future.succeededFuture(new Page<>(found, part.rest().toString()));
              }
              return collect(way, part.rest(), count, found);
            });
  }

  /** The rest after a list is where its first part ends: how many ids are left. */
  private Future<Part> fromList(TeamId team, Place place, int max) {
    String list = RedisKeys.spends(place.month(), team);
    return left(list, place)
        .compose(
            left -> {
              if (left == 0) {
                return Future.succeededFuture(new Part(List.of(), place.before()));
              }
              long first = Math.max(0, left - max);
              return redis
                  .send(Command.LRANGE, list, Long.toString(first), Long.toString(left - 1))
                  .map(
                      ids -> {
                        List<String> newestFirst =
                            new ArrayList<>(ids.stream().map(Response::toString).toList());
                        Collections.reverse(newestFirst);
                        return new Part(
                            newestFirst, new Place(place.month(), Long.toString(first)));
                      });
            });
  }

  private Future<Long> left(String list, Place place) {
    return redis
        .send(Command.LLEN, list)
        .map(
            length ->
                place.at().equals(END)
                    ? length.toLong()
                    : Math.min(length.toLong(), Long.parseLong(place.at())));
  }

  /** The rest after rows is the last one that was looked at. */
  private Future<Part> fromRows(Place place, int max) {
    String end = place.at().equals(END) ? END : "(" + place.at();
    return redis
        .send(
            Command.XREVRANGE,
            RedisKeys.ledger(place.month()),
            end,
            "-",
            "COUNT",
            Integer.toString(ROWS_AT_ONCE))
        .map(
            rows -> {
              List<String> ids = new ArrayList<>();
              Place rest = place.before();
              for (Response row : rows) {
                rest = new Place(place.month(), row.get(0).toString());
                RedisHash facts = RedisHash.of(row.get(1));
                if (BEGINNINGS.contains(facts.get("step"))) {
                  facts.find("spend").ifPresent(ids::add);
                }
                if (ids.size() == max) {
                  break;
                }
              }
              return new Part(ids, rest);
            });
  }

  private Future<YearMonth> now() {
    return redis.booksTime().map(now -> YearMonth.from(now.atZone(ZoneOffset.UTC)));
  }

  private interface Way {
    Future<Part> read(Place place, int max);
  }

  private record Part(List<String> ids, Place rest) {}

  /** How far somebody has read. */
  private record Place(YearMonth month, String at) {

    static Place parse(String text) {
      int dot = text.indexOf('.');
      return new Place(YearMonth.parse(text.substring(0, dot)), text.substring(dot + 1));
    }

    Place before() {
      return new Place(month.minusMonths(1), END);
    }

    @Override
    public String toString() {
      return month + "." + at;
    }
  }
}
