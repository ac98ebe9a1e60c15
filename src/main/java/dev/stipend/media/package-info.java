/**
 * Keeps delivered pictures and clips in a directory.
 *
 * <p>Invariants: a file becomes visible by one rename, after its content has reached the disk; its
 * type is what its content says; no id leads out of the directory; nothing here runs on an event
 * loop.
 */
@NullMarked
package dev.stipend.media;

import org.jspecify.annotations.NullMarked;
