package org.ckpt4j.conformance.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** What the recorders of this folder wrote, and how numbers are compared with it. */
final class Recorded {
  private Recorded() {}

  static JsonNode read(String file) throws IOException {
    try (InputStream in = Recorded.class.getResourceAsStream("/recorded/training/" + file)) {
      if (in == null) {
        throw new AssertionError("no test resource recorded/training/" + file);
      }
      return new ObjectMapper().readTree(in);
    }
  }

  /** The recorders' inputs: the same formula. */
  static double[] wave(int count, double phase) {
    double[] out = new double[count];
    for (int i = 0; i < count; i++) {
      out[i] = Math.sin(0.7 * i + 0.13 * i * i + phase);
    }
    return out;
  }

  /** The same as a tensor of float32. */
  static RawTensor wave(Shape shape, double phase) {
    return floats(shape, wave((int) shape.numElements(), phase));
  }

  static RawTensor floats(Shape shape, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return RawTensor.of(DType.FLOAT32, shape, bytes.array());
  }

  static long[] longs(JsonNode numbers) {
    long[] out = new long[numbers.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers.get(i).isNull() ? -1 : numbers.get(i).asLong();
    }
    return out;
  }

  static double[] doubles(JsonNode numbers) {
    double[] out = new double[numbers.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = numbers.get(i).asDouble();
    }
    return out;
  }

  static List<String> names(JsonNode names) {
    List<String> out = new ArrayList<>();
    names.forEach(name -> out.add(name.asText()));
    return out;
  }

  static Shape shape(JsonNode dims) {
    return Shape.of(longs(dims));
  }

  static int size(JsonNode dims) {
    return (int) Arrays.stream(longs(dims)).reduce(1, (a, b) -> a * b);
  }

  /** Of any numeric type; booleans as 0 and 1. */
  static double[] numbers(EagerTensor tensor) {
    if (tensor.dtype().isFloating()) {
      return ElementArrays.doubles(tensor);
    }
    return Arrays.stream(ElementArrays.longs(tensor)).asDoubleStream().toArray();
  }

  /** As near as sums of float32 in another order are. */
  static void assertNear(JsonNode expected, EagerTensor actual, String what) {
    assertNear(doubles(expected), numbers(actual), what);
  }

  static void assertNear(double[] expected, double[] actual, String what) {
    assertEquals(expected.length, actual.length, what + ": how many");
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      double allowed = 3e-5 * Math.abs(expected[i]) + 1e-5 * Math.min(1, largest) + 1e-7;
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= allowed
              || Double.isNaN(expected[i]) && Double.isNaN(actual[i]),
          what + " at " + i + ": expected " + expected[i] + " but was " + actual[i]);
    }
  }

  /** The graph's nodes as {@code name:type}, in the order they were made. */
  static String nodes() {
    List<String> out = new ArrayList<>();
    for (Operation op : Graph.current().getOperations()) {
      out.add(op.name() + ":" + op.def().name());
    }
    return String.join("\n", out);
  }

  static List<String> collection(String key) {
    return Graph.current().getCollection(key).stream()
        .map(item -> item instanceof Operation op ? op.name() : ((Operand) item).name())
        .toList();
  }
}
