package dev.stipend;

import dev.stipend.Moment.When;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** The places where gateways die, and what makes them come to the rare ones. */
final class KillSetting {

  /** Every step of the path of a call and of what is done after it, on both sides. */
  static final List<Moment> PLACES = places();

  /** Whatever it is doing then. */
  static final Moment ANY_TIME = new Moment("anything", When.DURING, 1);

  /** Steps that come seldom: the first is waited for. */
  private static final Set<String> RARE =
      Set.of(
          "doubt",
          "refuse",
          "second",
          "void",
          "release",
          "claim_due open",
          "claim_due due",
          SellerDoor.RESULT,
          SellerDoor.CHAIN);

  /** Others who live at the time take their part. */
  private static final int SHARED = 8;

  private static final int NTH_MAX = 4;
  private static final int SLOW_PER_CENT = 20;

  private KillSetting() {}

  private static List<Moment> places() {
    List<Moment> places = new ArrayList<>();
    Stream.of(
            "claim",
            "reserve",
            "bind",
            "postpone due",
            "create",
            "zadd",
            "authorize",
            "set",
            "update_job",
            "settle",
            "doubt",
            "refuse",
            "second",
            "void",
            "told",
            "release",
            "claim_due open",
            "claim_due due",
            SellerDoor.QUOTE,
            SellerDoor.PAYMENT,
            SellerDoor.JOB,
            SellerDoor.RESULT,
            SellerDoor.CHAIN)
        .forEach(
            step -> {
              places.add(new Moment(step, When.BEFORE, 1));
              places.add(new Moment(step, When.AFTER, 1));
            });
    places.add(new Moment(SellerDoor.PAYMENT, When.DURING, 1));
    places.add(new Moment(ClientDoor.ANSWER, When.BEFORE, 1));
    return List.copyOf(places);
  }

  /** The same place, but not always the first time it is come by. */
  static Moment nth(Moment place, Random random) {
    return new Moment(
        place.step(), place.when(), RARE.contains(place.step()) ? 1 : 1 + random.nextInt(NTH_MAX));
  }

  /** What makes the step happen; and now and then a seller that takes its time. */
  static void provoke(Faults faults, Moment moment, Random random) {
    switch (moment.step()) {
      case "doubt" -> faults.arm(Fault.NO_RECEIPT, SHARED);
      case "refuse" -> faults.arm(Fault.REFUSE_PAYMENT, SHARED);
      case "second" -> faults.arm(Fault.REQUIREMENTS_MISMATCH, SHARED);
      default -> {}
    }
    if (random.nextInt(100) < SLOW_PER_CENT) {
      Map<String, String> late = Map.of("millis", Integer.toString(100 + random.nextInt(400)));
      faults.arm(
          random.nextBoolean() ? Fault.DELAY_BEFORE_SETTLE : Fault.DELAY_AFTER_SETTLE, 2, late);
    }
  }
}
