package dev.stipend.upload;

import dev.stipend.team.TeamId;
import io.vertx.core.Future;

/** The contents that each team has sent before, so that none is bought twice. */
public interface KnownFiles {

  /**
   * What a team knows of a content; a new one where it knows nothing.
   *
   * @param sha256 in hex
   */
  Future<KnownFile> find(TeamId team, String sha256);

  Future<Void> remember(TeamId team, String sha256, KnownFile file);
}
