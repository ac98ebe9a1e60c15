package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.treasury.GuardVerdict.Kind;
import dev.stipend.treasury.GuardVerdict.Surprise;
import dev.stipend.x402.Address;
import dev.stipend.x402.Challenge;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.Offer;
import dev.stipend.x402.Token;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an offer is the one we trust. A challenge is data from outside: whoever writes it
 * would like to choose the payee, the token and the amount, so each is held against what the
 * operator trusts, and any surprise ends the call before a signature exists.
 */
public final class OfferGuard {

  private static final int PROTOCOL_VERSION = 2;
  private static final String SCHEME = "exact";
  private static final String TRANSFER_METHOD = "eip3009";

  private final TrustedTerms terms;

  public OfferGuard(TrustedTerms terms) {
    this.terms = terms;
  }

  public GuardVerdict judge(ChallengeReading reading, Money ceiling) {
    return switch (reading) {
      case ChallengeReading.Unreadable(String reason) -> surprise(Kind.UNREADABLE, reason);
      case ChallengeReading.Read(Challenge challenge) -> judge(challenge, ceiling);
    };
  }

  private GuardVerdict judge(Challenge challenge, Money ceiling) {
    if (challenge.version() != PROTOCOL_VERSION) {
      return surprise(Kind.PROTOCOL_VERSION, "version " + challenge.version());
    }
    if (!challenge.requiredExtensions().isEmpty()) {
      return surprise(Kind.REQUIRED_EXTENSION, challenge.requiredExtensions().toString());
    }
    if (!isOurs(challenge.resourceUrl())) {
      return surprise(Kind.ORIGIN, "the offer is for another origin than " + terms.origin());
    }
    List<Offer> payable = challenge.offers().stream().filter(this::isPayable).toList();
    if (payable.isEmpty()) {
      return surprise(Kind.NO_USABLE_OFFER, "none of scheme exact on " + terms.network().caip2());
    }
    List<Offer> known = payable.stream().filter(offer -> token(offer).isPresent()).toList();
    if (known.isEmpty()) {
      return surprise(Kind.ASSET, payable.getFirst().asset());
    }
    return judge(known, challenge, ceiling);
  }

  private GuardVerdict judge(List<Offer> known, Challenge challenge, Money ceiling) {
    List<Offer> ours = known.stream().filter(this::hasOurDomain).toList();
    if (ours.isEmpty()) {
      return surprise(Kind.DOMAIN, "the offer names another EIP-712 domain than the token has");
    }
    Optional<Offer> cheapest =
        ours.stream()
            .filter(offer -> amount(offer).isPresent())
            .min(Comparator.comparing(offer -> amount(offer).orElseThrow()));
    if (cheapest.isEmpty()) {
      return surprise(Kind.AMOUNT, "the amount is no positive whole number of micro-dollars");
    }
    Offer offer = cheapest.get();
    Optional<Address> payee = address(offer.payTo()).filter(terms.payees()::contains);
    if (payee.isEmpty()) {
      return surprise(Kind.PAYEE, offer.payTo());
    }
    Money price = amount(offer).orElseThrow();
    if (!price.atMost(ceiling)) {
      return new GuardVerdict.TooDear(price, ceiling);
    }
    return new GuardVerdict.Trusted(
        new TrustedOffer(
            offer,
            token(offer).orElseThrow(),
            payee.get(),
            price,
            validity(offer),
            challenge.resource(),
            challenge.paymentIdentifier()));
  }

  private boolean isPayable(Offer offer) {
    String method = offer.extra().transferMethod();
    return offer.scheme().equals(SCHEME)
        && offer.network().equals(terms.network().caip2())
        && (method == null || method.equals(TRANSFER_METHOD));
  }

  private Optional<Token> token(Offer offer) {
    return address(offer.asset()).flatMap(asset -> Token.known(terms.network(), asset));
  }

  /** An offer may leave the domain out; if it names one, it must be the token's own. */
  private boolean hasOurDomain(Offer offer) {
    Token token = token(offer).orElseThrow();
    return absentOr(offer.extra().domainName(), token.name()::equals)
        && absentOr(offer.extra().domainVersion(), token.version()::equals);
  }

  private boolean isOurs(@Nullable String resourceUrl) {
    return absentOr(resourceUrl, url -> origin(url).equals(origin(terms.origin().toString())));
  }

  private Duration validity(Offer offer) {
    Long asked = offer.maxTimeoutSeconds();
    if (asked == null || asked <= 0 || asked > terms.validity().toSeconds()) {
      return terms.validity();
    }
    Duration wanted = Duration.ofSeconds(asked);
    return wanted.compareTo(TrustedTerms.VALIDITY_MIN) < 0 ? TrustedTerms.VALIDITY_MIN : wanted;
  }

  private static Optional<Money> amount(Offer offer) {
    try {
      return Optional.of(Money.parseMicros(offer.amount())).filter(price -> !price.isZero());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Address> address(String text) {
    try {
      return Optional.of(Address.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String origin(String url) {
    try {
      URI uri = URI.create(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
      return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean absentOr(@Nullable String text, Predicate<String> condition) {
    return text == null || condition.test(text);
  }

  private static GuardVerdict surprise(Kind kind, String detail) {
    return new Surprise(kind, detail);
  }
}
