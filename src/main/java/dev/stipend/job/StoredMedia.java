package dev.stipend.job;

import java.nio.file.Path;

/**
 * A kept file.
 *
 * @param contentType found out from the content
 * @param sha256 of the content, in hex; fit for an ETag
 */
public record StoredMedia(Path file, String contentType, long size, String sha256) {}
