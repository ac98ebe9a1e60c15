package dev.stipend.catalog;

/** The JSON form of a parameter. A number among fixed choices is a {@link #STRING}. */
public enum ParameterType {
  STRING,
  INT,
  BOOL,
  URL,
  URLS
}
