package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.Optional;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.RawTensor;

/**
 * Numbers that were computed, so that only so many digits of them must agree.
 *
 * @param tensor the numbers, compared with a recorded tensor or with a list of numbers
 * @param tolerance relative and absolute
 */
record Near(RawTensor tensor, double tolerance) {
  static POJONode node(EagerTensor value, double tolerance) {
    return new POJONode(new Near(value.raw(), tolerance));
  }

  /** What differs from the recorded, if anything does. */
  Optional<String> difference(JsonNode expected) {
    double[] wanted;
    if (expected.isArray()) {
      wanted = new double[expected.size()];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = TensorCodec.number(expected.get(i));
      }
    } else {
      RawTensor recorded = TensorCodec.read(expected);
      if (!recorded.spec().equals(tensor.spec())) {
        return Optional.of("expected %s, observed %s".formatted(recorded.spec(), tensor.spec()));
      }
      wanted = ElementArrays.doubles(EagerTensor.of(recorded));
    }
    double[] found = ElementArrays.doubles(EagerTensor.of(tensor));
    if (found.length != wanted.length) {
      return Optional.of("expected %d numbers, observed %d".formatted(wanted.length, found.length));
    }
    for (int i = 0; i < found.length; i++) {
      if (!near(wanted[i], found[i])) {
        return Optional.of("[%d] expected %s, observed %s".formatted(i, wanted[i], found[i]));
      }
    }
    return Optional.empty();
  }

  private boolean near(double wanted, double found) {
    return Double.compare(wanted, found) == 0
        || Math.abs(found - wanted) <= tolerance + tolerance * Math.abs(wanted);
  }
}
