package dev.stipend.chain;

import dev.stipend.x402.Address;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/** Wallets that come into being here, each as an encrypted keystore that only its owner reads. */
public final class NewWallet {

  private static final int SECRET_BYTES = 32;

  private NewWallet() {}

  /**
   * Draws a key.
   *
   * @throws java.nio.file.FileAlreadyExistsException rather than write over anything
   */
  public static Address make(Path keystore, byte[] password, SecureRandom random)
      throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return keep(keystore, secret, password, random);
  }

  /**
   * Takes a key that exists. The array holds zeros afterwards.
   *
   * @throws java.nio.file.FileAlreadyExistsException rather than write over anything
   */
  public static Address keep(Path keystore, byte[] secret, byte[] password, SecureRandom random)
      throws IOException {
    try {
      Address address = WalletKey.taking(secret.clone()).address();
      write(keystore, Keystore.encrypt(secret, address, password, random) + "\n");
      return address;
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly(file))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    keepName(file);
  }

  /** Whoever sees the address may send money there: the file must survive a loss of power. */
  private static void keepName(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && ownerOnly(file).length > 0) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
