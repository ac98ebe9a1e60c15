package dev.stipend.catalog;

import java.util.Locale;

/** The JSON form of a parameter. A number among fixed choices is a {@link #STRING}. */
public enum ParameterType {
  STRING,
  STRINGS,
  INT,
  BOOL,
  URL,
  URLS,
  /** Of a form that is not known here; only the seller's own document says so. */
  ANY;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isLink() {
    return this == URL || this == URLS;
  }
}
