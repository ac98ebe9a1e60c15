package dev.stipend.catalog;

/** What a finished job of an operation delivers. */
public enum ResultKind {
  IMAGE,
  VIDEO,
  VECTOR,
  UPLOAD
}
