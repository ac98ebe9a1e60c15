package dev.stipend.chain;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The shared library that the jar carries for this machine, which a system can load only from a
 * file. It is written into a new folder that only this user may enter, and is gone from there once
 * it is loaded.
 */
final class NativeLibrary {

  private static final String FOLDER = "/fr/acinq/secp256k1/jni/native/";

  private NativeLibrary() {}

  /**
   * Loads it for the life of the process.
   *
   * @throws IOException when there is none for this machine, or no place for its file
   * @throws IllegalArgumentException when the system does not take it
   */
  static SymbolLookup load() throws IOException {
    return load(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  @SuppressWarnings("restricted")
  static SymbolLookup load(String system, String machine) throws IOException {
    String name = resource(system, machine);
    try (InputStream carried = NativeLibrary.class.getResourceAsStream(name)) {
      if (carried == null) {
        throw new IOException("none is carried for " + system + " on " + machine);
      }
      Path folder = Files.createTempDirectory("stipend-");
      Path file = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
      try {
        Files.copy(carried, file);
        return SymbolLookup.libraryLookup(file, Arena.global());
      } finally {
        remove(file);
        remove(folder);
      }
    }
  }

  /** A system that keeps a loaded file from being removed does so when the process ends. */
  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException loaded) {
      path.toFile().deleteOnExit();
    }
  }

  private static String resource(String system, String machine) {
    String name = system.toLowerCase(Locale.ROOT);
    String processor =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "arm64", "aarch64" -> "aarch64";
          default -> machine;
        };
    if (name.startsWith("windows")) {
      return FOLDER + "mingw-" + processor + "/secp256k1-jni.dll";
    }
    return name.startsWith("mac")
        ? FOLDER + "darwin/libsecp256k1-jni.dylib"
        : FOLDER + name + "-" + processor + "/libsecp256k1-jni.so";
  }
}
