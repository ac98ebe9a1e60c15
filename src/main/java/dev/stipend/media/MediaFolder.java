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
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kept files, two levels of folders deep so that no folder grows large: {@code
 * 3f/a2/<job>.main.<sha256>.png}. All that is known of a file stands in its name, so one rename is
 * all there is to do, and nothing can disagree with it.
 */
final class MediaFolder {

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

  private Path folder(String jobId) {
    byte[] hash = Content.newDigest().digest(jobId.getBytes(StandardCharsets.UTF_8));
    HexFormat hex = HexFormat.of();
    return root.resolve(hex.formatHex(hash, 0, 1)).resolve(hex.formatHex(hash, 1, 2));
  }
}
