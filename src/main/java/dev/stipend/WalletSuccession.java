package dev.stipend;

import dev.stipend.config.Config;
import dev.stipend.config.WalletSettings;
import dev.stipend.x402.Address;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What has to be done, in which order, until one wallet pays in the place of another. */
record WalletSuccession(Config config, Address old, Address made, Path keystore) {

  void print(PrintWriter out) {
    out.println();
    out.println("1. Change the settings, and restart every gateway:");
    out.println("     wallet.keystore: " + keystore);
    out.println("     wallet.passwordFile: (a file with the password you gave)");
    out.println("     wallet.former: [" + formerFile() + "]");
    out.println("     wallet.formerPasswordFile: (where that is a keystore with another password)");
    if (config.treasury().nonceKey().isPresent()) {
      out.println("     wallet.nonceKey: (leave it: it explains what was paid until now)");
    }
    out.println(
        "2. Then send USDC on " + config.treasury().chain().network() + " to the new wallet:");
    out.println("     " + made.checksummed());
    out.println("   Not before: what reaches it earlier than ten minutes before is not booked.");
    out.println(
        "3. Until nothing is open (GET /admin/spends), leave what its authorizations may take in");
    out.println("     " + old.checksummed());
    out.println(
        "4. Then send the rest to the new wallet. Leave the old one in wallet.former: the books");
    out.println("   began with it, and it costs nothing.");
  }

  private String formerFile() {
    return switch (config.treasury().wallet()) {
      case WalletSettings.Keystore(Path file, var _) -> file.toString();
      case WalletSettings.KeyFile(Path file) -> file.toString();
      case WalletSettings.SigningKey _ -> "(its keystore: stipend wallet import makes one)";
      case WalletSettings.RemoteSigner _, WalletSettings.Generated _ -> "";
    };
  }
}
