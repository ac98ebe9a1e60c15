package dev.stipend.team;

import java.util.regex.Pattern;

/** The stable id of an API key; secrets come and go under it, its spend stays. */
public record ApiKeyId(String value) {

  private static final Pattern FORM = Pattern.compile("key_[a-z0-9]{8,32}");

  public ApiKeyId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("an API key id looks like key_7f3k2m9q4x1c");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
