package dev.stipend.budget;

import java.util.Set;
import java.util.regex.Pattern;

/** What a limit is about: everything in its scope, a class of models, or one model. */
public sealed interface Subject {

  Subject ALL = new All();

  /** The form used in Redis and in ids: {@code all}, {@code class:video}, {@code model:veo-3.1}. */
  String text();

  static Subject parse(String text) {
    if (text.equals("all")) {
      return ALL;
    }
    if (text.startsWith("class:")) {
      return new OfClass(text.substring("class:".length()));
    }
    if (text.startsWith("model:")) {
      return new OfModel(text.substring("model:".length()));
    }
    throw new IllegalArgumentException("a limit is on all, class:<class> or model:<model>");
  }

  /** Whatever is bought. */
  record All() implements Subject {
    @Override
    public String text() {
      return "all";
    }
  }

  /** All models of a class. */
  record OfClass(String name) implements Subject {

    private static final Set<String> CLASSES = Set.of("image", "video", "upload");

    public OfClass {
      if (!CLASSES.contains(name)) {
        throw new IllegalArgumentException("a class is image, video or upload");
      }
    }

    @Override
    public String text() {
      return "class:" + name;
    }
  }

  /** One model. */
  record OfModel(String name) implements Subject {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public OfModel {
      if (!FORM.matcher(name).matches()) {
        throw new IllegalArgumentException("a model looks like nano-banana-pro");
      }
    }

    @Override
    public String text() {
      return "model:" + name;
    }
  }
}
