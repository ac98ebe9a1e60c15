package dev.stipend.sandbox;

import java.math.BigInteger;

/** An EIP-3009 transfer that somebody signed; addresses and nonce as they came. */
record Authorization(
    String from,
    String to,
    BigInteger value,
    BigInteger validAfter,
    BigInteger validBefore,
    String nonce) {}
