package dev.stipend.catalog;

import java.util.Locale;

/** The class of a model, as limits and metrics name it. */
public enum ModelKind {
  IMAGE,
  VIDEO,
  UPLOAD;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
