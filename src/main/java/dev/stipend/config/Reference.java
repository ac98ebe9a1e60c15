package dev.stipend.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commented reference: the list of all settings, with the default of those that have one. */
final class Reference {

  private static final String RESOURCE = "/config/stipend.yaml";

  private Reference() {}

  /** Every path there is; without a default its value is empty. */
  static Map<String, Optional<Given>> load() {
    List<Problem> problems = new ArrayList<>();
    YamlNode.Mapping root =
        YamlText.read(text(), RESOURCE, problems)
            .orElseThrow(() -> new IllegalStateException(RESOURCE + ": " + problems));
    Map<String, Optional<Given>> settings = new LinkedHashMap<>();
    collect("", root, settings);
    return settings;
  }

  private static void collect(
      String parent, YamlNode.Mapping mapping, Map<String, Optional<Given>> settings) {
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              String path = SettingNames.below(parent, name);
              switch (entry.value()) {
                case YamlNode.Mapping block -> collect(path, block, settings);
                case YamlNode.Empty _ -> settings.put(path, Optional.empty());
                case YamlNode.Text(String text) ->
                    settings.put(path, Optional.of(new Given.One(text, new Source.Default())));
                case YamlNode.Sequence(List<YamlNode> items) ->
                    settings.put(path, Optional.of(many(items)));
              }
            });
  }

  private static Given many(List<YamlNode> items) {
    List<String> texts = items.stream().map(item -> ((YamlNode.Text) item).text()).toList();
    return new Given.Many(texts, new Source.Default());
  }

  private static String text() {
    try (InputStream in = Reference.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
