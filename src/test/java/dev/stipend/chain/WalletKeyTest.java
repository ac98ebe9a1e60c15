package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import dev.stipend.x402.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WalletKeyTest {

  private static final WalletKey KEY = WalletKey.fromHex(Vectors.text("/signer/privateKey"));
  private static final WalletSigner SIGNER = new WalletSigner(KEY);

  /**
   * The published example of the keystore format, and the same key as wallets of today write it.
   */
  private static final String PBKDF2 =
      """
      {"crypto":{"cipher":"aes-128-ctr",
        "cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
          "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
       "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""";

  private static final String SCRYPT =
      """
      {"Crypto":{"cipher":"aes-128-ctr",
        "cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"91c23c03a8b5117a6e3d78dbb5dfc46f037aff9351dff59c2879586f51756502",
        "kdf":"scrypt","kdfparams":{"dklen":32,"n":8192,"p":1,"r":8,
          "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"8f8639fe08fe1f43d6c13006d66ad2d993c6674ee2ba03f025596797a73614b9"},
       "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""";

  private static final WalletKey OF_THE_EXAMPLES =
      WalletKey.fromHex("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");

  @TempDir Path folder;

  @Test
  void theKeyGivesTheAddress() {
    assertThat(KEY.address()).isEqualTo(Vectors.signer());
  }

  @ParameterizedTest
  @MethodSource("ownTransfers")
  void aPaymentIsSignedAsPublished(JsonNode vector) {
    assertThat(SIGNER.sign(Vectors.authorization(vector), Vectors.token(vector)).result().hex())
        .isEqualTo(vector.get("signature").stringValue());
  }

  @ParameterizedTest
  @MethodSource("dev.stipend.x402.Vectors#proofs")
  void aProofIsSignedAsPublished(JsonNode vector) {
    assertThat(SIGNER.prove(Vectors.info(vector)).result().hex())
        .isEqualTo(vector.get("signature").stringValue());
  }

  @Test
  void nothingIsSignedForAnotherWallet() {
    Address other = Address.parse("0x" + "11".repeat(20));
    Authorization authorization =
        new Authorization(other, other, Money.ZERO, 0, 1, Bytes32.of(new byte[Bytes32.LENGTH]));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIGNER.sign(authorization, Token.BASE_USDC));
  }

  @ParameterizedTest
  @ValueSource(strings = {PBKDF2, SCRYPT})
  void aKeystoreIsOpenedByItsPassword(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("wallet.json"), json);

    assertThat(WalletKey.fromKeystore(file, "testpassword").address())
        .isEqualTo(OF_THE_EXAMPLES.address());
  }

  @Test
  void aWrongPasswordIsToldWithoutRepeatingIt() throws IOException {
    Path file = Files.writeString(folder.resolve("wallet.json"), PBKDF2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> WalletKey.fromKeystore(file, "opensesame"))
        .withMessageContaining("password")
        .withMessageNotContaining("opensesame");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"version\":1,\"crypto\":{}}",
        "{\"version\":3,\"crypto\":{\"cipher\":\"aes-128-cbc\"}}",
        "{\"version\":3,\"crypto\":{\"cipher\":\"aes-128-ctr\",\"kdf\":\"scrypt\","
            + "\"kdfparams\":{\"dklen\":32,\"n\":1073741824,\"r\":8,\"p\":1,\"salt\":\"00\"}}}",
        "{\"version\":3,\"crypto\":{\"cipher\":\"aes-128-ctr\",\"kdf\":\"pbkdf2\","
            + "\"kdfparams\":{\"dklen\":32,\"n\":262144,\"r\":1,\"p\":8,\"salt\":\"00\"}}}",
        "{\"version\":3,\"crypto\":{\"cipher\":\"aes-128-ctr\",\"kdf\":\"pbkdf2\","
            + "\"kdfparams\":{\"dklen\":32,\"c\":2000000000,\"prf\":\"hmac-sha256\"}}}"
      })
  void whatIsNoKeystoreOrAsksForTooMuchIsRefused(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("wallet.json"), json);

    assertThatIllegalArgumentException().isThrownBy(() -> WalletKey.fromKeystore(file, "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "ab",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        "g0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80a"
      })
  void whatIsNoKeyIsRefusedWithoutRepeatingIt(String hex) {
    Throwable refusal = catchThrowable(() -> WalletKey.fromHex(hex));

    assertThat(refusal).isInstanceOf(IllegalArgumentException.class);
    if (hex.length() > 2) {
      assertThat(refusal.getMessage()).doesNotContain(hex);
    }
  }

  @Test
  void theKeyDoesNotShowInText() {
    String secret = Vectors.text("/signer/privateKey").substring(2);

    assertThat(KEY + " " + SIGNER).doesNotContain(secret.substring(0, 8)).contains("0xf39Fd6");
  }

  static Stream<JsonNode> ownTransfers() {
    return Vectors.at("/transferWithAuthorization").valueStream();
  }
}
