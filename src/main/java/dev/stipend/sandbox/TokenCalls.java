package dev.stipend.sandbox;

import java.util.Map;

/** What the token contract answers to {@code eth_call}. */
final class TokenCalls {

  private static final Map<String, Reading> READINGS =
      Map.of(
          Usdc.selector("authorizationState(address,bytes32)"),
          new Reading(
              2,
              (chain, data, block) ->
                  Abi.word(
                      chain.isUsedAt(
                          Abi.addressArgument(data, 0), "0x" + Abi.argument(data, 1), block))),
          Usdc.selector("balanceOf(address)"),
          new Reading(
              1,
              (chain, data, block) ->
                  Abi.word(chain.balanceAt(Abi.addressArgument(data, 0), block))),
          Usdc.selector("DOMAIN_SEPARATOR()"),
          new Reading(
              0, (chain, data, block) -> Signatures.domainSeparator(Signatures.Domain.BASE_USDC)),
          Usdc.selector("name()"),
          new Reading(0, (chain, data, block) -> Abi.string(Usdc.NAME)),
          Usdc.selector("version()"),
          new Reading(0, (chain, data, block) -> Abi.string(Usdc.VERSION)),
          Usdc.selector("decimals()"),
          new Reading(0, (chain, data, block) -> Abi.word(Usdc.DECIMALS)),
          Usdc.selector("isBlacklisted(address)"),
          new Reading(1, (chain, data, block) -> Abi.word(false)),
          Usdc.selector("paused()"),
          new Reading(0, (chain, data, block) -> Abi.word(false)));

  private static final int SELECTOR_DIGITS = 10;

  private TokenCalls() {}

  static String read(SandboxChain chain, String data, long block) throws RpcException {
    String call = Usdc.lower(data);
    Reading reading =
        call.length() < SELECTOR_DIGITS ? null : READINGS.get(call.substring(0, SELECTOR_DIGITS));
    if (reading == null || !Abi.hasArguments(call, reading.arguments())) {
      throw new RpcException(RpcException.REVERTED, "execution reverted");
    }
    return reading.function().read(chain, call, block);
  }

  private record Reading(int arguments, Function function) {}

  private interface Function {
    String read(SandboxChain chain, String data, long block);
  }
}
