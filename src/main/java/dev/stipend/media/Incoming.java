package dev.stipend.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where downloads are written before they are kept: one folder per process, held by a lock on a
 * file inside it. The system drops the lock with the process, so a folder whose lock can be had is
 * a dead process's and is swept away, while the downloads of a living one are left alone.
 */
final class Incoming implements AutoCloseable {

  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lock;

  private Incoming(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static Incoming open(Path parent) throws IOException {
    Files.createDirectories(parent);
    // Between its birth and its lock a folder looks dead, so stores sweep and start in turn.
    synchronized (Incoming.class) {
      try (FileChannel turn = openLock(parent.resolve(LOCK));
          FileLock _ = turn.lock()) {
        for (Path folder : list(parent)) {
          if (Files.isDirectory(folder)) {
            sweep(folder);
          }
        }
        return start(Files.createDirectory(parent.resolve(UUID.randomUUID().toString())));
      }
    }
  }

  private static Incoming start(Path folder) throws IOException {
    FileChannel lock = openLock(folder.resolve(LOCK));
    if (lock.tryLock() == null) {
      lock.close();
      throw new IOException("the new folder " + folder.getFileName() + " is locked");
    }
    return new Incoming(folder, lock);
  }

  /** A new file; the name is for people who look into the folder. */
  Path create(String name) throws IOException {
    return Files.createTempFile(folder, name + ".", ".part");
  }

  boolean holds(Path file) {
    return folder.equals(file.toAbsolutePath().normalize().getParent()) && !file.endsWith(LOCK);
  }

  /** Leaves what is unfinished, as a crash would. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static void sweep(Path folder) throws IOException {
    try (FileChannel channel = openLock(folder.resolve(LOCK))) {
      if (channel.tryLock() == null) {
        return;
      }
      for (Path file : list(folder)) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (OverlappingFileLockException e) {
      // Another store of this process is at work there.
      return;
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static FileChannel openLock(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
