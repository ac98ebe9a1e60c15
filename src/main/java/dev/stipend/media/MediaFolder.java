package dev.stipend.media;

import dev.stipend.job.MediaPart;
import dev.stipend.job.StoredMedia;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kept files, two levels of folders deep so that no folder grows large: {@code
 * 3f/a2/<job>.main.<sha256>.png}. All that is known of a file stands in its name, so one rename is
 * all there is to do, and nothing can disagree with it.
 */
final class MediaFolder {

  private static final int DEPTH = 3;
  private static final Pattern KEPT =
      Pattern.compile("[A-Za-z0-9_-]+\\.(main|thumbnail)\\.[0-9a-f]{64}\\.[a-z0-9]+");

  private final Path root;

  MediaFolder(Path root) {
    this.root = root;
  }

  Optional<StoredMedia> find(String jobId, MediaPart part) throws IOException {
    String start = start(jobId, part);
    try (Stream<Path> files = Files.list(folder(jobId))) {
      Optional<Path> found =
          files
              .filter(file -> file.getFileName().toString().startsWith(start))
              .min(Path::compareTo);
      return found.isEmpty() ? Optional.empty() : stored(found.get(), start);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  StoredMedia add(String jobId, MediaPart part, Path written, Content content) throws IOException {
    Path folder = folder(jobId);
    Files.createDirectories(folder);
    Path file =
        folder.resolve(start(jobId, part) + content.sha256() + "." + content.type().extension());
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    sync(folder);
    sync(folder.resolve(".."));
    sync(root);
    return new StoredMedia(file, content.type().contentType(), content.size(), content.sha256());
  }

  /** Removes files by when they were last touched; answers how many. */
  int removeOlderThan(Instant time) throws IOException {
    int removed = 0;
    for (Aged file : all()) {
      removed += file.touched().isBefore(time) && Files.deleteIfExists(file.path()) ? 1 : 0;
    }
    return removed;
  }

  /** Removes files, those first that were touched longest ago, but none that was lately. */
  int shrinkTo(long bytes, Instant lately) throws IOException {
    List<Aged> files = new ArrayList<>(all());
    files.sort(Comparator.comparing(Aged::touched));
    long left = files.stream().mapToLong(Aged::bytes).sum();
    int removed = 0;
    for (Aged file : files) {
      if (left <= bytes || !file.touched().isBefore(lately)) {
        break;
      }
      left -= file.bytes();
      removed += Files.deleteIfExists(file.path()) ? 1 : 0;
    }
    return removed;
  }

  private List<Aged> all() throws IOException {
    try (Stream<Path> files = Files.find(root, DEPTH, MediaFolder::isKept)) {
      List<Aged> all = new ArrayList<>();
      for (Path file : files.toList()) {
        try {
          all.add(new Aged(file, Files.getLastModifiedTime(file).toInstant(), Files.size(file)));
        } catch (NoSuchFileException removedMeanwhile) {
          // Another gateway was faster.
        }
      }
      return all;
    }
  }

  /** Files of this store, and nothing else that somebody may have put there. */
  private static boolean isKept(Path file, BasicFileAttributes attributes) {
    return attributes.isRegularFile() && KEPT.matcher(file.getFileName().toString()).matches();
  }

  private static Optional<StoredMedia> stored(Path file, String start) throws IOException {
    String[] rest = file.getFileName().toString().substring(start.length()).split("\\.", -1);
    Optional<MediaType> type = rest.length == 2 ? MediaType.ofExtension(rest[1]) : Optional.empty();
    if (type.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new StoredMedia(file, type.get().contentType(), Files.size(file), rest[0]));
  }

  /** A renamed file survives a loss of power only once its folder is written, too. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String start(String jobId, MediaPart part) {
    return jobId + "." + part.name().toLowerCase(Locale.ROOT) + ".";
  }

  private record Aged(Path path, Instant touched, long bytes) {}

  private Path folder(String jobId) {
    byte[] hash = Content.newDigest().digest(jobId.getBytes(StandardCharsets.UTF_8));
    HexFormat hex = HexFormat.of();
    return root.resolve(hex.formatHex(hash, 0, 1)).resolve(hex.formatHex(hash, 1, 2));
  }
}
