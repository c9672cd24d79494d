package org.ckpt4j.conformance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ckpt4j.guide.Parameters;

/**
 * What a program of the guide is given: which section, which variant, with which parameters.
 *
 * <p>Read without looking at the rest of the recording, which is opened only after the program
 * ended.
 */
record GuideHead(String section, List<String> needs, Parameters parameters) {
  static final String FILE = "expected.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  static GuideHead read(Path file) throws IOException {
    String section = "";
    List<String> needs = List.of();
    int variant = 0;
    JsonNode parameters = JSON.createObjectNode();
    try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
      parser.setCodec(JSON);
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "section" -> section = parser.getText();
          case "variant" -> variant = parser.getIntValue();
          case "needs" -> needs = Recording.texts(parser.readValueAsTree());
          case "parameters" -> parameters = parser.readValueAsTree();
          default -> parser.skipChildren();
        }
      }
    }
    return new GuideHead(section, needs, parameters(variant, parameters));
  }

  private static Parameters parameters(int variant, JsonNode recorded) {
    return Parameters.recorded(
        variant,
        map(recorded.path("floats"), JsonNode::doubleValue),
        map(recorded.path("ints"), JsonNode::longValue),
        map(recorded.path("strings"), JsonNode::textValue),
        map(recorded.path("names"), JsonNode::textValue),
        map(recorded.path("paths"), JsonNode::textValue));
  }

  private static <T> Map<String, T> map(JsonNode object, Function<JsonNode, T> value) {
    Map<String, T> map = new LinkedHashMap<>();
    for (String name : names(object)) {
      map.put(name, value.apply(object.get(name)));
    }
    return map;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
