package dev.stipend.config;

/** A number of bytes, at least one. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  public ByteSize {
    if (bytes < 1) {
      throw new IllegalArgumentException("a size is at least one byte");
    }
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The same form in which it is written in a configuration. */
  @Override
  public String toString() {
    long number = bytes;
    int unit = 0;
    while (unit < UnitText.SIZE_UNITS.size() - 1 && number % UnitText.SIZE_STEP == 0) {
      number /= UnitText.SIZE_STEP;
      unit++;
    }
    return number + UnitText.SIZE_UNITS.get(unit);
  }
}
