package dev.stipend.catalog;

/** The class of a model, as limits and metrics name it. */
public enum ModelKind {
  IMAGE,
  VIDEO,
  UPLOAD
}
