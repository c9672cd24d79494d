package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** What a step was seen to do, in the making: fields in the order in which they are put. */
final class Observation {
  private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

  static Observation of(String field, @Nullable Object value) {
    return new Observation().and(field, value);
  }

  /** Nothing to compare. */
  static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  Observation and(String field, @Nullable Object value) {
    fields.set(field, json(value));
    return this;
  }

  ObjectNode done() {
    return fields;
  }

  static ArrayNode shape(Shape shape) {
    ArrayNode dims = JsonNodeFactory.instance.arrayNode();
    for (long dim : shape.dims()) {
      if (dim == Shape.UNKNOWN_SIZE) {
        dims.addNull();
      } else {
        dims.add(dim);
      }
    }
    return dims;
  }

  private static com.fasterxml.jackson.databind.JsonNode json(@Nullable Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value == null) {
      return nodes.nullNode();
    } else if (value instanceof com.fasterxml.jackson.databind.JsonNode node) {
      return node;
    } else if (value instanceof Shape shape) {
      return shape.hasKnownRank() ? shape(shape) : nodes.nullNode();
    } else if (value instanceof Boolean flag) {
      return nodes.booleanNode(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      return nodes.numberNode(((Number) value).longValue());
    } else if (value instanceof Double number) {
      return nodes.numberNode(number);
    } else if (value instanceof Collection<?> items) {
      ArrayNode array = nodes.arrayNode();
      items.forEach(item -> array.add(json(item)));
      return array;
    } else if (value instanceof Object[] items) {
      return json(List.of(items));
    }
    return nodes.textNode(value.toString());
  }
}
