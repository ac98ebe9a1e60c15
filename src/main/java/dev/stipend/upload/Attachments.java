package dev.stipend.upload;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files in a call in the place of links. Until they are stored, a link that nobody serves stands
 * for each: it says the content, so that equal calls are equal.
 */
public final class Attachments {

  private static final String NOWHERE = "https://files.invalid/";

  /** By content, so that whoever buys some of the same buys them in the same order. */
  private final Map<String, SpooledFile> files = new TreeMap<>();

  public Attachments(Collection<SpooledFile> all) {
    all.forEach(file -> files.put(file.sha256(), file));
  }

  /** What stands for a file in a body. */
  public static String standIn(SpooledFile file) {
    return NOWHERE + file.name();
  }

  /** Each content once. */
  List<SpooledFile> files() {
    return List.copyOf(files.values());
  }

  /** The body with the links of what was stored. */
  static String linked(String body, List<UploadOutcome.Uploaded> stored) {
    String linked = body;
    for (UploadOutcome.Uploaded one : stored) {
      linked = linked.replace(standIn(one.file()), one.link().toString());
    }
    return linked;
  }
}
