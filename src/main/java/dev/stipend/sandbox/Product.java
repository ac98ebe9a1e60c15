package dev.stipend.sandbox;

import dev.stipend.sandbox.Field.Kind;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is for sale. */
enum Product {
  PICTURE("nano-banana-pro", "generate", "nano-banana-pro-generate", "Nano Banana Pro - generate"),
  EDIT("nano-banana-pro", "edit", "nano-banana-pro-edit", "Nano Banana Pro - edit"),
  CLIP("veo-3.1", "generate", "veo-3.1-video", "Veo 3.1 - generate"),
  UPLOAD("upload", "upload", "upload", "Upload - token for one file");

  /** What the seller asks when it cannot tell what a body costs. */
  static final long MAXIMUM_MICROS = 10_000_000;

  private static final long PICTURE_MICROS = 134_000;
  private static final long PICTURE_4K_MICROS = 240_000;
  private static final long UPLOAD_MICROS = 10_000;
  private static final long CLIP_MICROS_PER_SECOND = 400_000;

  private final String model;
  private final String operation;
  private final String jobType;
  private final String title;

  Product(String model, String operation, String jobType, String title) {
    this.model = model;
    this.operation = operation;
    this.jobType = jobType;
    this.title = title;
  }

  String path() {
    return this == UPLOAD ? "/api/upload" : "/api/generate/" + model + "/" + operation;
  }

  String model() {
    return model;
  }

  String jobType() {
    return jobType;
  }

  String title() {
    return title;
  }

  List<Field> fields() {
    return switch (this) {
      case PICTURE -> Forms.PICTURE;
      case EDIT -> Forms.EDIT;
      case CLIP -> Forms.CLIP;
      case UPLOAD -> Forms.UPLOAD;
    };
  }

  boolean isClip() {
    return this == CLIP;
  }

  /** The price of a body that the schema accepts. */
  long priceMicros(JsonNode body) {
    if (this == UPLOAD) {
      return UPLOAD_MICROS;
    }
    if (isClip()) {
      return CLIP_MICROS_PER_SECOND * Long.parseLong(value(body, "durationSeconds"));
    }
    return value(body, "imageSize").equals("4K") ? PICTURE_4K_MICROS : PICTURE_MICROS;
  }

  /** A choice of the body, or what the seller takes when it is left out. */
  String value(JsonNode body, String name) {
    String given = Json.string(body, name);
    return given.isEmpty() ? field(name).values().getFirst() : given;
  }

  private Field field(String name) {
    return fields().stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow();
  }

  static Product ofType(String jobType) {
    return Arrays.stream(values())
        .filter(product -> product.jobType.equals(jobType))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown job type " + jobType));
  }

  /** The parameters of each. */
  private static final class Forms {

    private static final Field PROMPT = new Field("prompt", Kind.TEXT, true, List.of(), 0);
    private static final Field SHAPE =
        Field.choice(
            "aspectRatio", "1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9");
    private static final Field SIZE = Field.choice("imageSize", "1K", "2K", "4K");

    static final List<Field> PICTURE = List.of(PROMPT, SHAPE, SIZE);

    static final List<Field> EDIT =
        List.of(PROMPT, new Field("images", Kind.LINKS, true, List.of(), 14), SHAPE, SIZE);

    static final List<Field> CLIP =
        List.of(
            PROMPT,
            Field.choice("durationSeconds", "8", "4", "6"),
            Field.choice("aspectRatio", "16:9", "9:16"),
            Field.choice("resolution", "720p", "1080p"),
            new Field("negativePrompt", Kind.TEXT, false, List.of(), 0),
            Field.choice("imageMode", "none", "first-frame", "reference", "interpolation"),
            new Field("image", Kind.LINK, false, List.of(), 0),
            new Field("lastFrame", Kind.LINK, false, List.of(), 0),
            new Field("referenceImages", Kind.LINKS, false, List.of(), 3));

    static final List<Field> UPLOAD =
        List.of(
            new Field("filename", Kind.TEXT, true, List.of(), 0),
            new Field("contentType", Kind.CHOICE, true, SandboxUploads.CONTENT_TYPES, 0),
            new Field("size", Kind.COUNT, false, List.of(), 0));

    private Forms() {}
  }
}
