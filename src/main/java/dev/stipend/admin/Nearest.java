package dev.stipend.admin;

import dev.stipend.catalog.NearestName;
import dev.stipend.team.Directory;
import dev.stipend.web.Problem;
import io.vertx.core.Future;
import java.util.List;

/** Tells who names a team or an API key that is not there which one is probably meant. */
final class Nearest {

  private final Directory directory;

  Nearest(Directory directory) {
    this.directory = directory;
  }

  Future<Problem> team(Problem problem, String id) {
    return directory
        .teams()
        .map(teams -> near(problem, id, teams.stream().map(team -> team.id().value()).toList()));
  }

  Future<Problem> apiKey(Problem problem, String id) {
    return directory
        .apiKeys()
        .map(keys -> near(problem, id, keys.stream().map(key -> key.id().value()).toList()));
  }

  /** The usual way out stays where no name is near. */
  static Problem near(Problem problem, String id, List<String> ids) {
    return NearestName.nearest(id, ids)
        .map(
            nearest ->
                problem
                    .help("Did you mean " + nearest + "? " + problem.help())
                    .with("did_you_mean", nearest))
        .orElse(problem);
  }
}
