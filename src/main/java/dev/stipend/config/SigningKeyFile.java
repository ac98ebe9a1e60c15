package dev.stipend.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file that holds nothing but a signing key: 64 hexadecimal digits. On its way it is bytes that
 * are overwritten, never a text, which would stay in memory for nobody knows how long.
 */
public final class SigningKeyFile {

  private static final int KEY_BYTES = 32;
  private static final int FILE_BYTES_MAX = 1_000;
  private static final int HEX = 16;

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SigningKeyFile() {}

  /** Why it cannot be used, as it ends the sentence that begins with the setting. */
  static Optional<String> flaw(Path file) {
    try {
      if (isOpenToOthers(file)) {
        return Optional.of("names a file that others can read: chmod 600 " + file);
      }
      Arrays.fill(read(file), (byte) 0);
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.of("names a file that cannot be read");
    } catch (IllegalArgumentException notAKey) {
      return Optional.of("names a file without a signing key: 64 hexadecimal digits");
    }
  }

  /** False where the file system does not tell. Whoever may change it counts as a reader. */
  static boolean isOpenToOthers(Path file) throws IOException {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    } catch (UnsupportedOperationException notPosix) {
      return false;
    }
  }

  /** Whether the file system tells who may read it. */
  public static boolean isGuarded(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * The key's 32 bytes; whoever takes them overwrites them.
   *
   * @throws IllegalArgumentException when the file holds anything else
   */
  public static byte[] read(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IllegalArgumentException("the file is larger than a key is");
    }
    return parse(Files.readAllBytes(file));
  }

  /**
   * Reads the digits, with or without {@code 0x}, and overwrites them. No failure repeats them.
   *
   * @throws IllegalArgumentException when they are no key
   */
  public static byte[] parse(byte[] text) {
    byte[] key = new byte[KEY_BYTES];
    try {
      int begin = 0;
      int end = text.length;
      while (begin < end && Character.isWhitespace(text[begin])) {
        begin++;
      }
      while (end > begin && Character.isWhitespace(text[end - 1])) {
        end--;
      }
      if (end - begin > 2 && text[begin] == '0' && (text[begin + 1] | 0x20) == 'x') {
        begin += 2;
      }
      if (end - begin != 2 * KEY_BYTES) {
        throw new IllegalArgumentException("a signing key is 64 hexadecimal digits");
      }
      for (int i = 0; i < KEY_BYTES; i++) {
        key[i] = (byte) (HEX * digit(text[begin + 2 * i]) + digit(text[begin + 2 * i + 1]));
      }
      return key;
    } catch (IllegalArgumentException notAKey) {
      Arrays.fill(key, (byte) 0);
      throw notAKey;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static int digit(byte character) {
    int digit = Character.digit(character, HEX);
    if (digit < 0) {
      throw new IllegalArgumentException("a signing key is 64 hexadecimal digits");
    }
    return digit;
  }
}
