package dev.stipend.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What belongs to this process alone.
 *
 * @param data the folder of everything it keeps
 * @param catalogue a file used instead of the built-in catalogue
 */
public record LocalSettings(Path data, Optional<Path> catalogue, LogLevel logLevel) {}
