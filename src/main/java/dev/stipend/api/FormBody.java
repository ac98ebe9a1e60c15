package dev.stipend.api;

import dev.stipend.api.FormReader.Taken;
import dev.stipend.catalog.Operation;
import dev.stipend.catalog.Parameter;
import dev.stipend.catalog.ParameterType;
import dev.stipend.upload.Attachments;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A form as the JSON body that means the same: texts become what the catalogue says the field is,
 * and links stand in for files. What is wrong with a text is for the check of the body to say.
 */
final class FormBody {

  /** Names under which clients send files to whatever takes one. */
  private static final Set<String> USUAL = Set.of("file", "files", "image", "images");

  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  private final Operation operation;
  private final ObjectNode body = JsonNodeFactory.instance.objectNode();

  private FormBody(Operation operation) {
    this.operation = operation;
  }

  static String of(Operation operation, FormReader.Form form) {
    FormBody body = new FormBody(operation);
    for (String name : form.fields().names()) {
      body.put(bare(name), form.fields().getAll(name));
    }
    Map<Parameter, List<String>> links = new LinkedHashMap<>();
    for (Taken taken : form.files()) {
      links
          .computeIfAbsent(body.place(taken.field()), parameter -> new ArrayList<>())
          .add(Attachments.standIn(taken.file()));
    }
    links.forEach(body::attach);
    return JsonMapper.shared().writeValueAsString(body.body);
  }

  /** As PHP and OpenAI's clients mark a field that may come more than once. */
  private static String bare(String name) {
    return name.endsWith("[]") ? name.substring(0, name.length() - 2) : name;
  }

  private void put(String name, List<String> values) {
    Optional<Parameter> parameter = operation.form().meant(name);
    ParameterType type = parameter.map(Parameter::type).orElse(ParameterType.STRING);
    String text = values.getLast();
    switch (type) {
      case URLS, STRINGS -> values.forEach(body.withArray("/" + name)::add);
      case INT -> {
        if (WHOLE.matcher(text).matches()) {
          body.put(name, Long.parseLong(text));
        } else {
          body.put(name, text);
        }
      }
      case BOOL -> {
        if (text.equals("true") || text.equals("false")) {
          body.put(name, Boolean.parseBoolean(text));
        } else {
          body.put(name, text);
        }
      }
      case STRING, URL, ANY -> body.put(name, text);
    }
  }

  /** The field that takes a file sent under a name. */
  private Parameter place(String name) {
    String field = bare(name);
    Optional<Parameter> named = operation.form().meant(field).filter(FormBody::takesFiles);
    List<Parameter> all = operation.parameters().stream().filter(FormBody::takesFiles).toList();
    return named
        .or(() -> USUAL.contains(field) ? all.stream().findFirst() : Optional.empty())
        .orElseThrow(() -> misplaced(name, all));
  }

  private static boolean takesFiles(Parameter parameter) {
    return parameter.type() == ParameterType.URL || parameter.type() == ParameterType.URLS;
  }

  private void attach(Parameter parameter, List<String> links) {
    String name = parameter.name();
    if (parameter.type() == ParameterType.URLS) {
      ArrayNode list = body.withArray("/" + name);
      links.forEach(list::add);
      return;
    }
    if (links.size() > 1 || body.has(name)) {
      throw problem(name, "The field " + name + " takes one file.", "Send one file, or one link.");
    }
    body.put(name, links.getFirst());
  }

  private ProblemException misplaced(String name, List<Parameter> all) {
    String fields = all.stream().map(Parameter::name).collect(Collectors.joining(", "));
    return problem(
        name,
        "The field " + name + " of " + operation.id() + " takes no file.",
        all.isEmpty()
            ? "Send no file: " + operation.id() + " takes none."
            : "Send files as " + fields + ".");
  }

  private static ProblemException problem(String field, String detail, String help) {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, detail).param(field).help(help));
  }
}
