package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.ckpt4j.tensor.RawTensor;
import org.jspecify.annotations.Nullable;

/** Compares what was expected of a step with what was observed, and counts. */
final class Comparison {
  private final List<String> differences = new ArrayList<>();
  private int comparisons;

  /** How many values were compared. */
  int comparisons() {
    return comparisons;
  }

  List<String> differences() {
    return differences;
  }

  /** One more comparison, which succeeded if {@code same}. */
  void check(boolean same, String where, Object expected, @Nullable Object observed) {
    comparisons++;
    if (!same) {
      differences.add(
          "%s: expected %s, observed %s".formatted(where, brief(expected), brief(observed)));
    }
  }

  void compare(String where, JsonNode expected, @Nullable JsonNode observed) {
    if (observed == null) {
      check(false, where, expected, "nothing");
    } else if (observed instanceof POJONode pojo && pojo.getPojo() instanceof RawTensor tensor) {
      comparisons++;
      TensorCodec.difference(expected, tensor)
          .ifPresent(found -> differences.add(where + ": " + found));
    } else if (observed instanceof POJONode pojo && pojo.getPojo() instanceof Near near) {
      comparisons++;
      near.difference(expected).ifPresent(found -> differences.add(where + ": " + found));
    } else if (expected.isObject() && observed.isObject()) {
      compareObjects(where, expected, observed);
    } else if (expected.isArray() && observed.isArray()) {
      compareArrays(where, expected, observed);
    } else if (expected.isNumber() && observed.isNumber()) {
      check(sameNumber(expected, observed), where, expected, observed);
    } else {
      check(expected.equals(observed), where, expected, observed);
    }
  }

  private void compareObjects(String where, JsonNode expected, JsonNode observed) {
    boolean random = expected.path("random").asBoolean();
    Iterator<Map.Entry<String, JsonNode>> fields = expected.properties().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (!(random && field.getKey().equals("random"))) {
        compare(where + "." + field.getKey(), field.getValue(), observed.get(field.getKey()));
      }
    }
    Iterator<String> names = observed.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!expected.has(name) && !(random && name.equals("data"))) {
        check(false, where + "." + name, "nothing", observed.get(name));
      }
    }
  }

  private void compareArrays(String where, JsonNode expected, JsonNode observed) {
    if (expected.size() != observed.size()) {
      check(false, where, expected, observed);
      return;
    }
    comparisons++;
    for (int i = 0; i < expected.size(); i++) {
      compare(where + "[" + i + "]", expected.get(i), observed.get(i));
    }
  }

  private static boolean sameNumber(JsonNode expected, JsonNode observed) {
    return expected.isIntegralNumber() && observed.isIntegralNumber()
        ? expected.bigIntegerValue().equals(observed.bigIntegerValue())
        : expected.doubleValue() == observed.doubleValue();
  }

  private static String brief(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }
}
