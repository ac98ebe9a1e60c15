package dev.stipend;

import dev.stipend.ledger.Archive;
import dev.stipend.ledger.Export;
import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.LedgerRow;
import dev.stipend.ledger.Page;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the rows of a month to a file, one JSON object a line, oldest first. Only a file that is
 * whole and on the disk has its name, and only when the name is there, too, is it noted that the
 * month was exported: from then on the rows may be taken out of the books.
 */
final class LedgerExport {

  private static final int PAGE = 1000;

  private final Ledger ledger;
  private final Archive archive;
  private final InstantSource clock;

  LedgerExport(Ledger ledger, Archive archive, InstantSource clock) {
    this.ledger = ledger;
    this.archive = archive;
    this.clock = clock;
  }

  /** Answers nothing when there are no rows. Blocks until all are written. */
  Optional<Export> write(YearMonth month, Path file) throws Exception {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    MessageDigest digest = sha256();
    Written written;
    try (FileChannel channel =
            FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
      written = write(month, out);
      channel.force(true);
    }
    if (written.last() == null) {
      Files.delete(unfinished);
      return Optional.empty();
    }
    OnDisk.move(unfinished, file);
    Export export =
        new Export(
            written.rows(),
            written.last(),
            HexFormat.of().formatHex(digest.digest()),
            clock.instant());
    BooksAtHand.await(archive.exported(month, export));
    return Optional.of(export);
  }

  private Written write(YearMonth month, OutputStream out) throws Exception {
    long rows = 0;
    String last = null;
    String after = null;
    do {
      Page<LedgerRow> page = BooksAtHand.await(ledger.rows(month, PAGE, after));
      StringBuilder lines = new StringBuilder();
      for (LedgerRow row : page.items()) {
        lines.append(JsonMapper.shared().writeValueAsString(row.fields())).append('\n');
        rows++;
        last = row.id();
      }
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      after = page.next();
    } while (after != null);
    return new Written(rows, last);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private record Written(long rows, @Nullable String last) {}
}
