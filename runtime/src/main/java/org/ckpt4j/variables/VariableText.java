package org.ckpt4j.variables;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.ckpt4j.tensor.Shape;

/** A variable as programs print it, in Python's words. */
final class VariableText {
  private VariableText() {}

  static String of(Variable variable) {
    return "<tf.Variable '%s' shape=%s dtype=%s%s>"
        .formatted(
            variable.name(),
            tuple(variable.shape()),
            variable.dtype().tfName(),
            variable.isResource() ? "" : "_ref");
  }

  private static String tuple(Shape shape) {
    if (!shape.hasKnownRank()) {
      return "<unknown>";
    }
    String dims =
        Arrays.stream(shape.dims())
            .mapToObj(dim -> dim < 0 ? "None" : Long.toString(dim))
            .collect(Collectors.joining(", "));
    return shape.rank() == 1 ? "(" + dims + ",)" : "(" + dims + ")";
  }
}
