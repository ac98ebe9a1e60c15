package dev.stipend.budget;

import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;

/** What a limit is put on: the whole organisation, a team, or an API key. */
public sealed interface Scope {

  /** The form used in the API and in Redis: {@code org}, {@code team:design}, {@code key:key_…}. */
  String text();

  static Scope parse(String text) {
    if (text.equals("org")) {
      return new Organisation();
    }
    if (text.startsWith("team:")) {
      return new OfTeam(new TeamId(text.substring("team:".length())));
    }
    if (text.startsWith("key:")) {
      return new OfApiKey(new ApiKeyId(text.substring("key:".length())));
    }
    throw new IllegalArgumentException("a scope is org, team:<team id> or key:<API key id>");
  }

  /** Everything that anybody spends. */
  record Organisation() implements Scope {
    @Override
    public String text() {
      return "org";
    }
  }

  /** What all API keys of a team spend. */
  record OfTeam(TeamId team) implements Scope {
    @Override
    public String text() {
      return "team:" + team;
    }
  }

  /** What one API key spends. */
  record OfApiKey(ApiKeyId apiKey) implements Scope {
    @Override
    public String text() {
      return "key:" + apiKey;
    }
  }
}
