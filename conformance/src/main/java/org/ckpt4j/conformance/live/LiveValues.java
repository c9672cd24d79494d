package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** Values of runs, as they travel between the two sides and as they are compared. */
final class LiveValues {
  private LiveValues() {}

  static RawTensor floats(Shape shape, float... values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.asFloatBuffer().put(values);
    return RawTensor.of(DType.FLOAT32, shape, out.array());
  }

  static void describe(List<RawTensor> values, ArrayNode out) {
    values.forEach(value -> Item.describe(value, out.addObject()));
  }

  static RawTensor read(JsonNode value) {
    DType dtype =
        DType.findByName(value.path("dtype").asText())
            .orElseThrow(() -> new IllegalArgumentException("no dtype in " + value));
    long[] dims = new long[value.path("shape").size()];
    Arrays.setAll(dims, i -> value.path("shape").get(i).longValue());
    return RawTensor.of(dtype, Shape.of(dims), HexFormat.of().parseHex(value.path("hex").asText()));
  }

  /** Equal but for what rounding makes of it: floats by the tensor's largest, others exactly. */
  static void near(
      Checks checks, String what, RawTensor expected, RawTensor found, double tolerance) {
    if (!expected.dtype().isFloating()) {
      SavedItems.same(checks, what, expected, found);
      return;
    }
    if (!checks.same(what, expected.spec(), found.spec())) {
      return;
    }
    int count = (int) expected.shape().numElements();
    ByteBuffer a = expected.bytes().window(0, (int) expected.bytes().size());
    ByteBuffer b = found.bytes().window(0, (int) found.bytes().size());
    double largest = 1;
    for (int i = 0; i < count; i++) {
      double value = Math.abs(Elements.getDouble(a, expected.dtype(), i));
      largest = Double.isFinite(value) ? Math.max(largest, value) : largest;
    }
    for (int i = 0; i < count; i++) {
      double x = Elements.getDouble(a, expected.dtype(), i);
      double y = Elements.getDouble(b, expected.dtype(), i);
      boolean same = x == y || (Double.isNaN(x) && Double.isNaN(y));
      if (!same && !(Math.abs(x - y) <= tolerance * largest)) {
        checks.fail("%s: element %d is %s, expected %s".formatted(what, i, y, x));
        return;
      }
    }
    checks.holds(what, true);
  }
}
