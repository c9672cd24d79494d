package org.ckpt4j.guide;

import java.util.Map;
import java.util.stream.Collectors;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.tensor.PythonText;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.trackable.TrackableList;
import org.ckpt4j.trackable.TrackableMap;
import org.ckpt4j.trackable.TrackableTuple;
import org.ckpt4j.variables.Variable;

/** How Python shows objects whose Java classes have names of their own. */
final class PythonView {
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          TrackableList.class, "ListWrapper",
          TrackableMap.class, "_DictWrapper",
          TrackableTuple.class, "_TupleWrapper");

  private PythonView() {}

  /** {@code type(object).__name__}. */
  static String typeName(Object object) {
    return object instanceof CheckpointReader
        ? CheckpointReader.class.getSimpleName() // whatever the format's own reader is called
        : NAMES.getOrDefault(object.getClass(), object.getClass().getSimpleName());
  }

  /** {@code type(value).__name__} of what {@code get_tensor} gives for a scalar. */
  static String scalarTypeName(RawTensor scalar) {
    return switch (scalar.dtype()) {
      case STRING -> "bytes";
      case BOOL -> "bool_";
      default -> scalar.dtype().tfName();
    };
  }

  /** {@code repr(object)}, of an eager variable or a tracked list. */
  static String repr(Object object) {
    if (object instanceof Variable variable) {
      return "<tf.Variable '%s' shape=%s dtype=%s, numpy=%s>"
          .formatted(
              variable.name(),
              PythonText.tuple(variable.shape()),
              variable.dtype().tfName(),
              PythonText.repr(variable.numpy()));
    } else if (object instanceof TrackableList<?> list) {
      return list.stream()
          .map(PythonView::repr)
          .collect(Collectors.joining(", ", "ListWrapper([", "])"));
    }
    throw new IllegalArgumentException("no Python text for a " + object.getClass().getName());
  }

  /** {@code str(complex)}: {@code (1+2j)}, and {@code 2j} if the real part is zero. */
  static String complex(double real, double imaginary) {
    boolean negative = Double.doubleToRawLongBits(imaginary) < 0;
    String part = whole(Math.abs(imaginary)) + "j";
    if (Double.doubleToRawLongBits(real) == 0) {
      return (negative ? "-" : "") + part;
    }
    return "(" + whole(real) + (negative ? "-" : "+") + part + ")";
  }

  private static String whole(double number) {
    String text = PythonText.number(number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
