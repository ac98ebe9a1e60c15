package dev.stipend.chain;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.security.SecureRandom;

/**
 * bitcoin-core's libsecp256k1, called without anything in between.
 *
 * <p>A key lies outside of the heap from the moment it is taken over: the garbage collector neither
 * copies it nor leaves it behind, and no dump of the heap shows it. The library reads it where it
 * lies, so that signing makes no copy either. Its own arithmetic takes the same time for every key,
 * and its context is blinded once by random bytes.
 */
final class NativeCurve implements Curve {

  private static final int CONTEXT_NONE = 1;
  private static final int UNCOMPRESSED = 2;
  private static final int SECRET_BYTES = 32;
  private static final int DIGEST_BYTES = 32;
  private static final int POINT_BYTES = 64;

  /** A byte that says "uncompressed" stands before the point. */
  private static final int POINT_FORM_BYTES = 1 + POINT_BYTES;

  /** The library's own form of a signature, and the one that the world knows. */
  private static final int RECOVERABLE_BYTES = 65;

  private static final int COMPACT_BYTES = 64;
  private static final int V_OF_EVEN = 27;
  private static final int PARITY_MAX = 1;

  private final Functions functions;
  private final MemorySegment context;

  /**
   * Begins with a library that is there for as long as the process is.
   *
   * @throws java.util.NoSuchElementException when it lacks a function
   */
  NativeCurve(SymbolLookup library, SecureRandom random) {
    this.functions = Functions.of(library);
    this.context = functions.newContext();
    try (Arena arena = Arena.ofConfined()) {
      byte[] seed = new byte[SECRET_BYTES];
      random.nextBytes(seed);
      functions.randomize(context, arena.allocateFrom(JAVA_BYTE, seed));
    }
  }

  @Override
  public Key key(byte[] secret) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("a wallet key has 32 bytes");
    }
    MemorySegment kept = Arena.ofAuto().allocateFrom(JAVA_BYTE, secret);
    if (!functions.isSecret(context, kept)) {
      kept.fill((byte) 0);
      throw new IllegalArgumentException("the wallet key is not a number of the curve");
    }
    return new NativeKey(kept);
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  private final class NativeKey implements Key {

    private final MemorySegment secret;

    NativeKey(MemorySegment secret) {
      this.secret = secret;
    }

    @Override
    public byte[] publicKey() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment form = arena.allocate(POINT_FORM_BYTES);
        functions.publicKey(context, secret, form, arena);
        return form.asSlice(1).toArray(JAVA_BYTE);
      }
    }

    @Override
    public byte[] sign(byte[] digest) {
      if (digest.length != DIGEST_BYTES) {
        throw new IllegalArgumentException("what is signed are 32 bytes");
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment recoverable = arena.allocate(RECOVERABLE_BYTES);
        functions.sign(context, recoverable, arena.allocateFrom(JAVA_BYTE, digest), secret);
        byte[] signature = new byte[COMPACT_BYTES + 1];
        MemorySegment compact = arena.allocate(COMPACT_BYTES);
        int parity = functions.compact(context, compact, arena.allocate(JAVA_INT), recoverable);
        MemorySegment.copy(compact, JAVA_BYTE, 0, signature, 0, COMPACT_BYTES);
        signature[COMPACT_BYTES] = (byte) (V_OF_EVEN + parity);
        return signature;
      }
    }
  }

  /** The library's functions. Each answers 1 when it succeeded. */
  @SuppressWarnings("restricted")
  private record Functions(
      MethodHandle create,
      MethodHandle randomize,
      MethodHandle verify,
      MethodHandle derive,
      MethodHandle serialize,
      MethodHandle sign,
      MethodHandle compact) {

    static Functions of(SymbolLookup library) {
      return new Functions(
          Linker.nativeLinker()
              .downcallHandle(
                  library.findOrThrow("secp256k1_context_create"),
                  FunctionDescriptor.of(ADDRESS, JAVA_INT)),
          judged(library, "context_randomize", ADDRESS, ADDRESS),
          judged(library, "ec_seckey_verify", ADDRESS, ADDRESS),
          judged(library, "ec_pubkey_create", ADDRESS, ADDRESS, ADDRESS),
          judged(library, "ec_pubkey_serialize", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT),
          judged(
              library,
              "ecdsa_sign_recoverable",
              ADDRESS,
              ADDRESS,
              ADDRESS,
              ADDRESS,
              ADDRESS,
              ADDRESS),
          judged(
              library,
              "ecdsa_recoverable_signature_serialize_compact",
              ADDRESS,
              ADDRESS,
              ADDRESS,
              ADDRESS));
    }

    private static MethodHandle judged(
        SymbolLookup library, String name, MemoryLayout... parameters) {
      return Linker.nativeLinker()
          .downcallHandle(
              library.findOrThrow("secp256k1_" + name),
              FunctionDescriptor.of(JAVA_INT, parameters));
    }

    MemorySegment newContext() {
      try {
        MemorySegment context = (MemorySegment) create.invokeExact(CONTEXT_NONE);
        if (context.equals(MemorySegment.NULL)) {
          throw new IllegalStateException("the native library made no context");
        }
        return context;
      } catch (Throwable broken) {
        throw failed(broken);
      }
    }

    void randomize(MemorySegment context, MemorySegment seed) {
      try {
        succeeded((int) randomize.invokeExact(context, seed));
      } catch (Throwable broken) {
        throw failed(broken);
      }
    }

    boolean isSecret(MemorySegment context, MemorySegment secret) {
      try {
        return (int) verify.invokeExact(context, secret) == 1;
      } catch (Throwable broken) {
        throw failed(broken);
      }
    }

    void publicKey(MemorySegment context, MemorySegment secret, MemorySegment form, Arena arena) {
      try {
        MemorySegment point = arena.allocate(POINT_BYTES);
        MemorySegment length = arena.allocateFrom(JAVA_LONG, POINT_FORM_BYTES);
        succeeded((int) derive.invokeExact(context, point, secret));
        succeeded((int) serialize.invokeExact(context, form, length, point, UNCOMPRESSED));
      } catch (Throwable broken) {
        throw failed(broken);
      }
    }

    /** Without a function of its own for nonces, the library takes RFC 6979. */
    void sign(
        MemorySegment context,
        MemorySegment recoverable,
        MemorySegment digest,
        MemorySegment secret) {
      try {
        succeeded(
            (int)
                sign.invokeExact(
                    context, recoverable, digest, secret, MemorySegment.NULL, MemorySegment.NULL));
      } catch (Throwable broken) {
        throw failed(broken);
      }
    }

    /** Answers the parity of the nonce's point: nobody will ever meet another recovery id. */
    int compact(
        MemorySegment context, MemorySegment compact, MemorySegment id, MemorySegment recoverable) {
      try {
        succeeded((int) this.compact.invokeExact(context, compact, id, recoverable));
      } catch (Throwable broken) {
        throw failed(broken);
      }
      int parity = id.get(JAVA_INT, 0);
      if (parity > PARITY_MAX) {
        throw new IllegalStateException("a signature that no token takes");
      }
      return parity;
    }

    private static void succeeded(int result) {
      if (result != 1) {
        throw new IllegalStateException("the native library refused");
      }
    }

    private static RuntimeException failed(Throwable broken) {
      if (broken instanceof Error error) {
        throw error;
      }
      return broken instanceof RuntimeException known ? known : new IllegalStateException(broken);
    }
  }
}
