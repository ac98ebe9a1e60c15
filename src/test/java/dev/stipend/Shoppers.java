package dev.stipend;

import dev.stipend.Http.Reply;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients of several teams that buy without end, at any gateway there is. Most calls have an id of
 * their own and are sent again with it until they have an end; the others are sent once.
 */
final class Shoppers implements AutoCloseable {

  private static final int NAMELESS_PER_CENT = 25;
  private static final int LARGE_PER_CENT = 20;
  private static final int AGAIN_PER_CENT = 60;

  private final AtomicInteger made = new AtomicInteger();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<URI> gateways = new ArrayList<>();
  private boolean isOver;

  /** Some at once for each customer. */
  Shoppers(List<Customer> customers, int atOnce, Random random) {
    for (Customer customer : customers) {
      for (int i = 0; i < atOnce; i++) {
        Random own = new Random(random.nextLong());
        threads.add(Thread.startVirtualThread(() -> shop(customer, own)));
      }
    }
  }

  /** There is one more gateway to buy from. */
  synchronized void open(URI teams) {
    gateways.add(teams);
    notifyAll();
  }

  /** It is not there any more. */
  synchronized void shut(URI teams) {
    gateways.remove(teams);
  }

  /** Every call that was ever sent. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Ends when the last of them has given up. */
  @Override
  public void close() {
    synchronized (this) {
      isOver = true;
      notifyAll();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void shop(Customer customer, Random random) {
    Deque<Call> unended = new ArrayDeque<>();
    for (URI open = next(random); open != null; open = next(random)) {
      boolean again = !unended.isEmpty() && random.nextInt(100) < AGAIN_PER_CENT;
      Call call = again ? unended.remove() : call(customer, random);
      if (!call.send(open) && call.id() != null) {
        unended.add(call);
      }
    }
  }

  private Call call(Customer customer, Random random) {
    String prompt = "call-" + made.incrementAndGet();
    Call call =
        new Call(
            customer,
            random.nextInt(100) < NAMELESS_PER_CENT ? null : prompt,
            prompt,
            random.nextInt(100) < LARGE_PER_CENT);
    calls.add(call);
    return call;
  }

  private synchronized @Nullable URI next(Random random) {
    try {
      while (gateways.isEmpty() && !isOver) {
        wait();
      }
      return isOver ? null : gateways.get(random.nextInt(gateways.size()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** One call, however often it was sent. */
  static final class Call {

    private final Customer customer;
    private final @Nullable String id;
    private final String prompt;
    private final boolean isLarge;
    private volatile @Nullable Reply end;

    private Call(Customer customer, @Nullable String id, String prompt, boolean isLarge) {
      this.customer = customer;
      this.id = id;
      this.prompt = prompt;
      this.isLarge = isLarge;
    }

    /** Null where the client gave none. */
    @Nullable String id() {
      return id;
    }

    String prompt() {
      return prompt;
    }

    /** The last answer that was an end; null where there was none, or nobody heard it. */
    @Nullable Reply end() {
      return end;
    }

    /** Answers whether that was an end of it. */
    boolean send(URI gateway) {
      try {
        Http http = new Http(gateway, customer.secret());
        String body =
            JsonMapper.shared()
                .createObjectNode()
                .put("prompt", prompt)
                .put("imageSize", isLarge ? "4K" : "2K")
                .toString();
        Reply reply = (id == null ? http : http.naming(id)).post(Customer.PICTURE, body);
        if (List.of(200, 202, 429, 502).contains(reply.status())) {
          end = reply;
          return true;
        }
        if (reply.status() != 409 && reply.status() != 503) {
          throw new AssertionError(prompt + " was answered " + reply);
        }
        return false;
      } catch (UncheckedIOException | CompletionException hungUp) {
        return false;
      }
    }

    @Override
    public String toString() {
      return customer.team() + " " + prompt + " " + end;
    }
  }
}
