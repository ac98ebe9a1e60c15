package dev.stipend.sandbox;

import dev.stipend.sandbox.Product.Age;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is for sale, as {@code products.txt} lists it. */
final class Products {

  private static final List<Product> ALL = new ProductText(text()).products();

  private final Faults faults;

  Products(Faults faults) {
    this.faults = faults;
  }

  /** Every path of the newer family at which something can be bought at some time. */
  static List<String> ids() {
    return ALL.stream().map(Product::id).distinct().toList();
  }

  /** The usual product of this id. */
  static Product find(String id) {
    return ALL.stream()
        .filter(product -> product.id().equals(id) && product.age() != Age.FIRST)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no product " + id));
  }

  /** The product whose jobs are called so; of several, the first. */
  static Product ofType(String jobType) {
    return ALL.stream()
        .filter(product -> product.jobType().equals(jobType))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown job type " + jobType));
  }

  /** What is sold under this id at the moment. */
  Optional<Product> now(String id) {
    return now().stream().filter(product -> product.id().equals(id)).findFirst();
  }

  /** What is sold at the moment. */
  List<Product> now() {
    boolean isFirst = faults.peek(Fault.FIRST_GENERATION).isPresent();
    boolean isLater = faults.peek(Fault.NEW_MODEL).isPresent();
    boolean isWithdrawn = faults.peek(Fault.WITHDRAWN_MODEL).isPresent();
    List<Product> sold = new ArrayList<>();
    for (Product product : ALL) {
      boolean hasFirst =
          ALL.stream()
              .anyMatch(other -> other.age() == Age.FIRST && other.id().equals(product.id()));
      boolean isSold =
          switch (product.age()) {
            case USUAL ->
                !(isFirst && hasFirst) && !(isWithdrawn && product.id().equals(Product.CLIP));
            case FIRST -> isFirst;
            case LATER -> isLater;
          };
      if (isSold) {
        sold.add(product);
      }
    }
    return sold;
  }

  private static String text() {
    try (InputStream file = Products.class.getResourceAsStream("products.txt")) {
      if (file == null) {
        throw new IllegalStateException("products.txt is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
