package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.Tuple;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** The VALUEs of the trace language as objects; members are made in reading order, depth first. */
final class Values {
  private final TraceState state;

  Values(TraceState state) {
    this.state = state;
  }

  @Nullable Object of(JsonNode value) {
    if (value.isObject()) {
      return object(value);
    } else if (value.isNull()) {
      return null;
    } else if (value.isTextual()) {
      return value.textValue();
    } else if (value.isBoolean()) {
      return value.booleanValue();
    } else if (value.isIntegralNumber()) {
      return integer(value);
    } else if (value.isNumber()) {
      return value.doubleValue();
    }
    throw new MalformedTrace("no VALUE: " + value);
  }

  /** An {@code int} as a Java program would write it. */
  private static Number integer(JsonNode value) {
    return value.canConvertToInt() ? (Number) value.intValue() : (Number) value.longValue();
  }

  /** A string, or a thing made of one by an earlier step; null for JSON's null. */
  @Nullable String text(JsonNode value) {
    return (String) of(value);
  }

  private @Nullable Object object(JsonNode value) {
    if (value.has("ref")) {
      return state.get(value.get("ref").textValue());
    } else if (value.has("list")) {
      return list(value.get("list"));
    } else if (value.has("tuple")) {
      return Tuple.of(list(value.get("tuple")).toArray());
    } else if (value.has("dict")) {
      return dict(value.get("dict"));
    } else if (value.has("parts")) {
      return new ArrayList<>(
          ((PartitionedVariable) state.get(value.get("parts").textValue())).parts());
    } else if (value.has("tensor")) {
      return TF.constant(EagerTensor.of(TensorCodec.read(value.get("tensor"))));
    } else if (value.has("var")) {
      Variable variable = VariableSteps.plain(value.get("var"), value);
      state.bind(value, variable);
      return variable;
    } else if (value.has("new")) {
      AutoTrackable made = ObjectSteps.make(value);
      state.bind(value, made);
      for (JsonNode attribute : value.path("attrs")) {
        made.set(attribute.get(0).textValue(), of(attribute.get(1)));
      }
      return made;
    }
    throw new MalformedTrace("no VALUE: " + value);
  }

  private List<@Nullable Object> list(JsonNode items) {
    List<@Nullable Object> list = new ArrayList<>();
    items.forEach(item -> list.add(of(item)));
    return list;
  }

  private Map<@Nullable Object, @Nullable Object> dict(JsonNode entries) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (JsonNode entry : entries) {
      map.put(of(entry.get(0)), of(entry.get(1)));
    }
    return map;
  }
}
