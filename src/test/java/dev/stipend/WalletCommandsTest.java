package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.chain.WalletKey;
import dev.stipend.cli.WalletOrder;
import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.config.SigningKeyFile;
import dev.stipend.x402.Vectors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalletCommandsTest {

  private static final String PASSWORD = "a long password";
  private static final String KEY = Vectors.text("/signer/privateKey");
  private static final WalletOrder.Password FROM_ENVIRONMENT =
      new WalletOrder.Password(Optional.empty(), Optional.of("PW"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void aNewWalletIsAKeystoreThatOnlyItsOwnerReads() throws IOException {
    Path keystore = folder.resolve("wallet.json");

    assertThat(commands("").make(new WalletOrder.Make(keystore, FROM_ENVIRONMENT))).isZero();

    WalletKey key = WalletKey.fromKeystore(keystore, PASSWORD);
    assertThat(out.toString()).startsWith(key.address().checksummed());
    assumeTrue(SigningKeyFile.isGuarded(keystore));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keystore)))
        .isEqualTo("rw-------");
  }

  @Test
  void anImportedWalletIsThatOfItsKey() throws IOException {
    Path keystore = folder.resolve("wallet.json");
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");

    assertThat(
            commands(KEY + "\n")
                .take(
                    new WalletOrder.Import(
                        keystore,
                        Optional.empty(),
                        new WalletOrder.Password(Optional.of(password), Optional.empty()))))
        .isZero();

    assertThat(WalletKey.fromKeystore(keystore, PASSWORD).address()).isEqualTo(Vectors.signer());
    assertThat(out + "" + err + Files.readString(keystore))
        .doesNotContainIgnoringCase(KEY.substring(2))
        .doesNotContain(PASSWORD);
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    Path keystore = Files.writeString(folder.resolve("wallet.json"), "precious");

    assertThat(commands("").make(new WalletOrder.Make(keystore, FROM_ENVIRONMENT))).isEqualTo(2);

    assertThat(keystore).hasContent("precious");
    assertThat(err.toString()).contains("already", "--to");
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutRepeatingIt() {
    String wrong = KEY.replace("ac", "zz");

    assertThat(
            commands(wrong)
                .take(
                    new WalletOrder.Import(
                        folder.resolve("wallet.json"), Optional.empty(), FROM_ENVIRONMENT)))
        .isEqualTo(2);

    assertThat(err.toString()).contains("64 hexadecimal digits").doesNotContain(wrong);
    assertThat(folder.resolve("wallet.json")).doesNotExist();
  }

  @Test
  void theConfiguredWalletIsShownByItsAddress() {
    assertThat(commands("").show(configured(Map.of("STIPEND_WALLET_KEY", KEY)))).isZero();

    assertThat(out.toString())
        .contains("pays", Vectors.signer().checksummed(), "wallet.key")
        .doesNotContainIgnoringCase(KEY.substring(2));
  }

  @Test
  void showingMakesNoWallet() {
    assertThat(commands("").show(configured(Map.of()))).isZero();

    assertThat(out.toString()).contains("No wallet yet");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aRotationMakesAWalletAndTellsTheSteps() throws IOException {
    Path keystore = folder.resolve("next.json");

    assertThat(
            commands("")
                .rotate(
                    configured(Map.of("STIPEND_WALLET_KEY", KEY)),
                    new WalletOrder.Rotate(keystore, FROM_ENVIRONMENT)))
        .isZero();

    assertThat(out.toString())
        .contains(
            WalletKey.fromKeystore(keystore, PASSWORD).address().checksummed(),
            Vectors.signer().checksummed(),
            "wallet.keystore: " + keystore,
            "wallet.former:")
        .doesNotContainIgnoringCase(KEY.substring(2));
  }

  private Config configured(Map<String, String> wallet) {
    Map<String, String> environment = RunningGateway.environment(folder.resolve("data"), wallet);
    return ConfigReader.read(environment, Optional.empty())
            instanceof ConfigReading.Read(Config config)
        ? config
        : org.junit.jupiter.api.Assertions.fail("the configuration is wrong");
  }

  private WalletCommands commands(String input) {
    return new WalletCommands(
        name -> name.equals("PW") ? PASSWORD : null,
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }
}
