package dev.stipend.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;

/** What a person reads who has just started the gateway. */
public final class Welcome {

  private final PrintWriter out;

  public Welcome(PrintWriter out) {
    this.out = out;
  }

  /** Secrets are there on the first start only. */
  public void print(
      URI teamUrl,
      URI adminUrl,
      Optional<URI> sandbox,
      Optional<String> teamSecret,
      Optional<String> adminSecret,
      long startMillis) {
    out.println();
    out.println("Stipend is ready after " + startMillis + " ms.");
    out.println("  Teams:     " + teamUrl);
    out.println("  Operators: " + adminUrl);
    sandbox.ifPresent(
        origin -> out.println("  Seller:    " + origin + " (the built-in sandbox: play money)"));
    if (teamSecret.isPresent() || adminSecret.isPresent()) {
      out.println();
      out.println("These secrets are shown this once:");
      out.println();
      teamSecret.ifPresent(secret -> out.println("Team API key: " + secret));
      adminSecret.ifPresent(secret -> out.println("Admin API key: " + secret));
    }
    if (teamSecret.isEmpty() && adminSecret.isEmpty()) {
      out.println();
      out.println("API keys were shown at the first start. Lost the admin's? Start with");
      out.println("STIPEND_ADMIN_KEY set to a secret of your own, and make new ones with it.");
    }
    teamSecret.ifPresent(
        secret -> {
          out.println();
          out.println("Buy a first picture; its answer tells where to follow it:");
          out.println();
          out.println(firstCall(teamUrl, secret));
        });
    out.println();
    out.flush();
  }

  private static String firstCall(URI teamUrl, String secret) {
    return "curl -sS "
        + teamUrl
        + "/api/generate/nano-banana-pro/generate -H 'Authorization: Bearer "
        + secret
        + "' -H 'Content-Type: application/json' -d '{\"prompt\":\"A lighthouse at dawn\"}'";
  }
}
