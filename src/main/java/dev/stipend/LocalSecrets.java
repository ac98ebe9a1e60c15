package dev.stipend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Secrets that this installation made for itself, each in a file that only its user may read. */
final class LocalSecrets {

  private static final int BYTES = 32;
  private static final String HASH = "HmacSHA256";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private LocalSecrets() {}

  /** The 32 bytes in the file, in hex; made if there is no file yet. */
  static String readOrMake(Path file, SecureRandom random) {
    try {
      if (Files.notExists(file)) {
        make(file, random);
      }
      String text = Files.readString(file).strip();
      if (!text.matches("[0-9a-f]{64}")) {
        throw new IllegalStateException(file + " must hold 64 hexadecimal digits");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the file %s cannot be read or written (%s): is the data folder right?"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** A key for one purpose, from a secret that serves several. */
  static byte[] derive(byte[] secret, String purpose) {
    try {
      Mac mac = Mac.getInstance(HASH);
      mac.init(new SecretKeySpec(secret, HASH));
      return mac.doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HASH, e);
    }
  }

  private static void make(Path file, SecureRandom random) throws IOException {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    Files.createDirectories(folder);
    // Written aside and moved: a file that is there is whole.
    Path aside =
        Files.createTempFile(folder, file.getFileName().toString(), ".new", ownerOnly(file));
    OnDisk.write(aside, HexFormat.of().formatHex(secret) + "\n");
    try {
      Files.createLink(file, aside);
      OnDisk.keepName(file);
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }
}
