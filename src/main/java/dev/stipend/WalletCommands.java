package dev.stipend;

import dev.stipend.chain.NewWallet;
import dev.stipend.chain.Wallet;
import dev.stipend.cli.WalletOrder;
import dev.stipend.config.Config;
import dev.stipend.config.SigningKeyFile;
import dev.stipend.config.WalletSettings;
import dev.stipend.x402.Address;
import io.vertx.core.Vertx;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The commands about wallets. They print addresses and files, never a key. */
final class WalletCommands {

  private static final int FAILED = 2;
  private static final int PASSWORD_BYTES_MIN = 8;
  private static final int KEY_BYTES_MAX = 1_000;
  private static final int UTF8_BYTES_MAX = 4;

  private final UnaryOperator<@Nullable String> environment;
  private final InputStream in;
  private final PrintWriter out;
  private final PrintWriter err;
  private final SecureRandom random = new SecureRandom();

  WalletCommands(
      UnaryOperator<@Nullable String> environment,
      InputStream in,
      PrintWriter out,
      PrintWriter err) {
    this.environment = environment;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  int make(WalletOrder.Make order) {
    return attempt(
        () -> out.println(keptIn(order.keystore(), make(order.keystore(), order.password()))));
  }

  int take(WalletOrder.Import order) {
    return attempt(
        () -> {
          byte[] secret =
              order.from().isPresent()
                  ? SigningKeyFile.read(order.from().get())
                  : SigningKeyFile.parse(in.readNBytes(KEY_BYTES_MAX));
          byte[] password = password(order.password());
          try {
            out.println(
                keptIn(
                    order.keystore(), NewWallet.keep(order.keystore(), secret, password, random)));
          } finally {
            Arrays.fill(password, (byte) 0);
          }
        });
  }

  int show(Config config) {
    return attempt(
        () -> {
          WalletsAtHand wallets = open(config);
          if (wallets == null) {
            out.println("No wallet yet: the sandbox makes one at its first start.");
            return;
          }
          out.println(line("pays", wallets.paying(), config.treasury().wallet()));
          List<WalletSettings> former = config.treasury().former();
          for (int i = 0; i < former.size(); i++) {
            out.println(line("paid before", wallets.former().get(i), former.get(i)));
          }
        });
  }

  int rotate(Config config, WalletOrder.Rotate order) {
    return attempt(
        () -> {
          WalletsAtHand wallets = open(config);
          if (wallets == null || config.treasury().wallet() instanceof WalletSettings.Generated) {
            throw new IllegalArgumentException("the sandbox's wallet needs no successor");
          }
          Address old = wallets.paying().address();
          Address made = make(order.keystore(), order.password());
          out.println(keptIn(order.keystore(), made));
          new WalletSuccession(config, old, made, order.keystore()).print(out);
        });
  }

  private Address make(Path keystore, WalletOrder.Password from) throws IOException {
    byte[] password = password(from);
    try {
      return NewWallet.make(keystore, password, random);
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  /** Null where there is none so far: showing does not make one. */
  private @Nullable WalletsAtHand open(Config config) {
    boolean isGenerated = config.treasury().wallet() instanceof WalletSettings.Generated;
    if (isGenerated && Files.notExists(WalletsAtHand.generated(config))) {
      return null;
    }
    Vertx vertx = Vertx.vertx();
    try {
      return WalletsAtHand.open(config, vertx, random);
    } finally {
      vertx.close();
    }
  }

  private static String line(String role, Wallet wallet, WalletSettings source) {
    return "%-12s %s  %s".formatted(role, wallet.address().checksummed(), told(source));
  }

  static String told(WalletSettings source) {
    return switch (source) {
      case WalletSettings.Generated _ -> "made by the sandbox";
      case WalletSettings.SigningKey _ -> "key in wallet.key";
      case WalletSettings.KeyFile(Path file) -> "key in " + file;
      case WalletSettings.Keystore(Path file, var _) -> "keystore " + file;
      case WalletSettings.RemoteSigner _ -> "remote signer";
    };
  }

  private static String keptIn(Path keystore, Address address) {
    return address.checksummed() + "  keystore " + keystore;
  }

  private byte[] password(WalletOrder.Password from) throws IOException {
    byte[] password;
    if (from.file().isPresent()) {
      password = Files.readString(from.file().get()).strip().getBytes(StandardCharsets.UTF_8);
    } else if (from.variable().isPresent()) {
      String text = environment.apply(from.variable().get());
      password = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    } else {
      password = asked();
    }
    if (password.length < PASSWORD_BYTES_MIN) {
      throw new IllegalArgumentException("the password must have at least 8 characters");
    }
    return password;
  }

  private static byte[] asked() {
    Console console = Objects.requireNonNull(System.console(), "there is one since Java 22");
    if (!console.isTerminal()) {
      throw new IllegalArgumentException(
          "there is no terminal to ask for a password; name --password-file or --password-env");
    }
    char[] first = console.readPassword("Password of the new keystore: ");
    char[] second = console.readPassword("Once more: ");
    try {
      if (first == null || second == null || !Arrays.equals(first, second)) {
        throw new IllegalArgumentException("the passwords differ");
      }
      byte[] room = new byte[UTF8_BYTES_MAX * first.length];
      ByteBuffer bytes = ByteBuffer.wrap(room);
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(first), bytes, true);
      byte[] password = Arrays.copyOf(room, bytes.position());
      Arrays.fill(room, (byte) 0);
      return password;
    } finally {
      overwrite(first);
      overwrite(second);
    }
  }

  private static void overwrite(char @Nullable [] text) {
    if (text != null) {
      Arrays.fill(text, ' ');
    }
  }

  private int attempt(Attempt attempt) {
    try {
      attempt.run();
      return 0;
    } catch (FileAlreadyExistsException there) {
      err.println("There is a file " + there.getFile() + " already. Name another one by --to.");
    } catch (IOException unreadable) {
      err.println("A file cannot be read or written: " + Main.reason(unreadable));
    } catch (RuntimeException wrong) {
      err.println("Nothing was done: " + Main.reason(wrong));
    }
    return FAILED;
  }

  private interface Attempt {
    void run() throws IOException;
  }
}
