package dev.stipend.x402;

/** A cheque that anybody who holds it can cash until its end. */
public record SignedAuthorization(Authorization authorization, Signature signature) {}
