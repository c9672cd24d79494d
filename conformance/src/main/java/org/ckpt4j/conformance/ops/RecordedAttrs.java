package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.jspecify.annotations.Nullable;

/** Recorded attributes as the kinds that an operation declares. */
final class RecordedAttrs {
  private RecordedAttrs() {}

  static Attrs of(OpDef def, JsonNode attrs) {
    List<Object> out = new ArrayList<>();
    for (Map.Entry<String, JsonNode> attr : attrs.properties()) {
      @Nullable AttrKind kind = def.attrKind(attr.getKey());
      if (kind == null) {
        if (attr.getKey().startsWith("_")) {
          continue;
        }
        throw new AssertionError("%s lacks attribute %s".formatted(def.name(), attr.getKey()));
      }
      out.add(attr.getKey());
      out.add(value(kind, attr.getValue()));
    }
    return Attrs.of(out.toArray());
  }

  private static Object value(AttrKind kind, JsonNode value) {
    return switch (kind) {
      case TYPE -> RecordedTensor.dtype(value);
      case INT -> value.longValue();
      case FLOAT -> number(value);
      case BOOL -> value.booleanValue();
      case STRING -> value.textValue();
      case SHAPE -> RecordedTensor.shape(value);
      case TENSOR -> RecordedTensor.value(value);
      case TYPE_LIST -> list(value, RecordedTensor::dtype);
      case INT_LIST -> list(value, JsonNode::longValue);
      case FLOAT_LIST -> list(value, RecordedAttrs::number);
      case BOOL_LIST -> list(value, JsonNode::booleanValue);
      case STRING_LIST -> list(value, JsonNode::textValue);
      case SHAPE_LIST -> list(value, RecordedTensor::shape);
      case TENSOR_LIST -> list(value, RecordedTensor::value);
      case FUNC, FUNC_LIST -> throw new MalformedCase("functions are not recorded: " + value);
    };
  }

  private static float number(JsonNode value) {
    return value.isTextual() ? Float.parseFloat(value.textValue()) : (float) value.doubleValue();
  }

  private static <T> List<T> list(JsonNode items, Function<JsonNode, T> read) {
    List<T> out = new ArrayList<>();
    items.forEach(item -> out.add(read.apply(item)));
    return List.copyOf(out);
  }
}
