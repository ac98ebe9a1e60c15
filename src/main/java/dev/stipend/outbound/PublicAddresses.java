package dev.stipend.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses belong to the public internet. Of IPv6 only the range that is handed out, without
 * what embeds other addresses in it; Java itself turns mapped IPv4 addresses into IPv4.
 */
final class PublicAddresses {

  /** Everything that the registry of special purposes does not call globally reachable. */
  private static final List<Range> NOT_PUBLIC =
      List.of(
          new Range("0.0.0.0", 8),
          new Range("10.0.0.0", 8),
          new Range("100.64.0.0", 10),
          new Range("127.0.0.0", 8),
          new Range("169.254.0.0", 16),
          new Range("172.16.0.0", 12),
          new Range("192.0.0.0", 24),
          new Range("192.0.2.0", 24),
          new Range("192.88.99.0", 24),
          new Range("192.168.0.0", 16),
          new Range("198.18.0.0", 15),
          new Range("198.51.100.0", 24),
          new Range("203.0.113.0", 24),
          new Range("224.0.0.0", 3),
          new Range("2001::", 23),
          new Range("2001:db8::", 32),
          new Range("2002::", 16),
          new Range("3fff::", 20));

  private static final Range HANDED_OUT = new Range("2000::", 3);

  private PublicAddresses() {}

  static boolean isPublic(InetAddress address) {
    boolean mayBe = address instanceof Inet4Address || HANDED_OUT.holds(address);
    return mayBe && NOT_PUBLIC.stream().noneMatch(range -> range.holds(address));
  }

  /** All addresses that begin with the same bits. */
  private record Range(String first, int bits) {

    boolean holds(InetAddress address) {
      byte[] begin = InetAddress.ofLiteral(first).getAddress();
      byte[] bytes = address.getAddress();
      if (begin.length != bytes.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((begin[bit / 8] ^ bytes[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
