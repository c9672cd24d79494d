package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain Java values, to be compared with {@code equals}: whole numbers are {@code Long},
 * others {@code Double}, so that 1 and 1.0 differ.
 */
final class PlainJson {
  private PlainJson() {}

  static @Nullable Object of(JsonNode node) {
    if (node.isNull() || node.isMissingNode()) {
      return null;
    } else if (node.isTextual()) {
      return node.textValue();
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    } else if (node.isNumber()) {
      return node.doubleValue();
    } else if (node.isArray()) {
      List<@Nullable Object> items = new ArrayList<>();
      node.forEach(item -> items.add(of(item)));
      return items;
    }
    return object(node);
  }

  static Map<String, @Nullable Object> object(JsonNode node) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    node.properties()
        .iterator()
        .forEachRemaining(field -> members.put(field.getKey(), of(field.getValue())));
    return members;
  }
}
