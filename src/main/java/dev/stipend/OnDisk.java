package dev.stipend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Files that a loss of power must not take back. What was written is on the disk once it was forced
 * there; the name of a file is, once its folder was.
 */
final class OnDisk {

  private OnDisk() {}

  /** Writes over a file that is there. */
  static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Gives a file that is on the disk its name, for good. */
  static void move(Path written, Path file) throws IOException {
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    keepName(file);
  }

  /** Only POSIX systems let a folder be opened; others keep names in a journal of their own. */
  static void keepName(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Path folder =
          Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
