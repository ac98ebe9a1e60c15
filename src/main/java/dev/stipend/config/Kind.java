package dev.stipend.config;

import dev.stipend.money.Money;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the text of a setting is understood.
 *
 * @param what the value must be, as it ends the sentence "is …, which is not"
 * @param example of a right value
 * @param known all right values, where they can be told
 * @param isShown whether the text may be repeated in a problem; an address may hold a password
 * @param parse empty if the text is not of this kind
 */
record Kind<T>(
    String what,
    String example,
    Collection<String> known,
    boolean isShown,
    Function<String, Optional<T>> parse) {

  static final Kind<Integer> NUMBER = of("a whole number", "8080", Kind::number);
  static final Kind<Boolean> YES_OR_NO =
      new Kind<>("true or false", "false", List.of("true", "false"), true, Kind::yesOrNo);
  static final Kind<Duration> DURATION =
      of("a duration: a number and ms, s, m or h", "15s", UnitText::duration);
  static final Kind<ByteSize> SIZE =
      of("a size: a number and B, KB, MB or GB", "1MB", UnitText::size);
  static final Kind<Money> DOLLARS =
      of("an amount in dollars with at most six decimals", "\"25.00\"", Kind::dollars);
  static final Kind<Path> PATH = of("a path", "./data", Kind::path);
  static final Kind<String> HOST = of("a host name or an IP address", "127.0.0.1", Kind::host);
  static final Kind<String> NAME = of("a name", "mymaster", Kind::name);
  static final Kind<String> KEY_PREFIX =
      of("letters, digits, -, _, / and .", "stipend/", Kind::keyPrefix);
  static final Kind<String> BOOKS_ID =
      of(
          "an id of books: 32 hexadecimal digits",
          "as the log of their first start tells it",
          Kind::booksId);
  static final Kind<ZoneId> ZONE =
      new Kind<>("a time zone", "Europe/Berlin", ZoneId.getAvailableZoneIds(), true, Kind::zone);
  static final Kind<DayOfWeek> WEEK_DAY =
      new Kind<>("a day of the week", "monday", weekDays(), true, Kind::weekDay);
  static final Kind<String> PAYEE =
      of("an address: 0x and 40 hexadecimal digits", "0x and 40 digits", Kind::payee);
  static final Kind<String> NETWORK =
      of("a network: eip155: and the chain's number", "eip155:8453", Kind::network);
  static final Kind<String> DOWNLOAD_HOST =
      of("a host name, or its end after a leading dot", ".example.com", Kind::downloadHost);
  static final Kind<String> TEMPLATE =
      of(
          "a path: it begins with one slash and has no query",
          "/api/generate/{model}/{operation}",
          Kind::template);
  static final Kind<URI> ORIGIN =
      of(
          "the seller's origin: https (http only on loopback), without path, query and user",
          "https://stablestudio.dev",
          Kind::origin);
  static final Kind<URI> PUBLIC_URL =
      of("an http or https address", "https://images.example.com", Kind::publicUrl);
  static final Kind<URI> RPC =
      hidden("an http or https address", "https://mainnet.base.org", Kind::rpc);
  static final Kind<URI> SIGNER =
      hidden(
          "the address of a remote signer: https (http only on loopback)",
          "https://signer.internal:9000",
          Kind::signer);
  static final Kind<URI> SECURE_URL =
      of("an address: https (http only on loopback)", "https://example.com/api/", Kind::signer);
  static final Kind<String> FILE_LINK =
      of(
          "an address with {pathname}, and perhaps {store}",
          "https://{store}.example.com/{pathname}",
          Kind::fileLink);
  static final Kind<URI> REDIS =
      hidden("the address of a Redis", "redis://redis.internal:6379", Kind::redis);

  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]+)*");
  private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");
  private static final Pattern PATH_TEMPLATE = Pattern.compile("/(?!/)[A-Za-z0-9._~/{}-]{0,200}");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");
  private static final Pattern CHAIN = Pattern.compile("eip155:[1-9]\\d{0,17}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_./-]{1,200}");
  private static final Pattern BOOKS = Pattern.compile("[0-9a-f]{32}");
  private static final Set<String> WEB = Set.of("http", "https");
  private static final Set<String> REDIS_SCHEMES = Set.of("redis", "rediss");

  private static <T> Kind<T> of(String what, String example, Function<String, Optional<T>> parse) {
    return new Kind<>(what, example, List.of(), true, parse);
  }

  private static <T> Kind<T> hidden(
      String what, String example, Function<String, Optional<T>> parse) {
    return new Kind<>(what, example, List.of(), false, parse);
  }

  /** One of an enum's names, written in small letters. */
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    List<String> known =
        Stream.of(type.getEnumConstants()).map(each -> lower(each.name())).toList();
    Function<String, Optional<E>> parse =
        text ->
            Stream.of(type.getEnumConstants())
                .filter(each -> lower(each.name()).equals(text))
                .findFirst();
    return new Kind<>("one of " + String.join(", ", known), known.getFirst(), known, true, parse);
  }

  private static Optional<String> booksId(String text) {
    return BOOKS.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> keyPrefix(String text) {
    return PREFIX.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  private static Optional<Boolean> yesOrNo(String text) {
    return Optional.of(text).filter(List.of("true", "false")::contains).map(Boolean::valueOf);
  }

  private static Optional<Integer> number(String text) {
    return DIGITS.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static Optional<Money> dollars(String text) {
    try {
      return Optional.of(Money.parseDollars(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> host(String text) {
    if (HOST_NAME.matcher(text).matches()) {
      return Optional.of(text);
    }
    if (!IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getHostAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> name(String text) {
    return Optional.of(text);
  }

  private static List<String> weekDays() {
    return Stream.of(DayOfWeek.values()).map(Kind::name).toList();
  }

  private static String name(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<DayOfWeek> weekDay(String text) {
    return Stream.of(DayOfWeek.values()).filter(day -> name(day).equals(text)).findFirst();
  }

  private static Optional<ZoneId> zone(String text) {
    return ZoneId.getAvailableZoneIds().contains(text)
        ? Optional.of(ZoneId.of(text))
        : Optional.empty();
  }

  private static Optional<String> payee(String text) {
    return Optional.of(lower(text)).filter(each -> UpstreamSettings.PAYEE.matcher(each).matches());
  }

  private static Optional<String> network(String text) {
    return Optional.of(text).filter(each -> CHAIN.matcher(each).matches());
  }

  private static Optional<String> downloadHost(String text) {
    String host = text.startsWith(".") ? text.substring(1) : text;
    return HOST_NAME.matcher(host).matches() ? Optional.of(lower(text)) : Optional.empty();
  }

  private static Optional<String> template(String text) {
    return Optional.of(text).filter(each -> PATH_TEMPLATE.matcher(each).matches());
  }

  private static Optional<URI> origin(String text) {
    return url(text, WEB)
        .filter(url -> url.getUserInfo() == null && url.getQuery() == null)
        .filter(url -> url.getFragment() == null && Set.of("", "/").contains(url.getPath()))
        .filter(url -> isHttps(url) || LOOPBACK.matcher(lower(url.getHost())).matches())
        .map(url -> URI.create(lower(url.getScheme() + "://" + url.getAuthority())));
  }

  private static Optional<URI> publicUrl(String text) {
    return url(text, WEB)
        .filter(url -> url.getUserInfo() == null && url.getQuery() == null)
        .filter(url -> url.getFragment() == null)
        .map(url -> URI.create(url.toString().replaceAll("/+$", "")));
  }

  private static Optional<URI> rpc(String text) {
    return url(text, WEB).filter(url -> url.getFragment() == null);
  }

  private static Optional<URI> signer(String text) {
    return rpc(text)
        .filter(url -> isHttps(url) || LOOPBACK.matcher(lower(url.getHost())).matches());
  }

  private static Optional<String> fileLink(String text) {
    boolean hasPlace = text.contains("{pathname}");
    String filled = text.replace("{store}", "store").replace("{pathname}", "path");
    return hasPlace ? signer(filled).map(url -> text) : Optional.empty();
  }

  private static Optional<URI> redis(String text) {
    return url(text, REDIS_SCHEMES).filter(url -> url.getFragment() == null);
  }

  private static Optional<URI> url(String text, Set<String> schemes) {
    try {
      URI url = new URI(text);
      boolean complete = url.getScheme() != null && url.getHost() != null;
      return complete && schemes.contains(lower(url.getScheme()))
          ? Optional.of(url)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isHttps(URI url) {
    return lower(url.getScheme()).equals("https");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
