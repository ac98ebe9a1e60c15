package dev.stipend.upload;

import java.nio.file.Path;

/**
 * A file of a client, whole and on this machine's disk.
 *
 * @param size bytes
 * @param sha256 of the content, in hex
 */
public record SpooledFile(Path path, long size, String sha256, FileType type) {

  /** As the seller is told: it says nothing but the content, and equal content alike. */
  String name() {
    return sha256 + "." + type.extension();
  }
}
