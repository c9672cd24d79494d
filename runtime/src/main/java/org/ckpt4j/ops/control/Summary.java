package org.ckpt4j.ops.control;

import java.nio.charset.StandardCharsets;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;

/** A few elements of a value as text, in one line, as TensorFlow's kernels print them. */
final class Summary {
  private Summary() {}

  /**
   * @param most how many elements are shown; -1: all
   */
  static String of(EagerTensor value, long most) {
    if (!value.holdsElements()) {
      return value.spec().toString();
    }
    String[] elements = elements(value);
    long count = most < 0 ? elements.length : Math.min(most, elements.length);
    StringBuilder out = new StringBuilder();
    append(value, elements, 0, new int[] {0}, count, out);
    return out.toString();
  }

  /** Rows in brackets; what is left out are dots. */
  private static void append(
      EagerTensor value, String[] elements, int axis, int[] at, long count, StringBuilder out) {
    if (axis == value.shape().rank()) {
      if (at[0] < count) {
        out.append(elements[at[0]]);
      }
      at[0]++;
      return;
    }
    boolean inner = axis > 0;
    out.append(inner ? "[" : "");
    long size = value.shape().dim(axis);
    boolean last = axis == value.shape().rank() - 1;
    for (long i = 0; i < size && at[0] < count; i++) {
      out.append(i > 0 && last ? " " : "");
      append(value, elements, axis + 1, at, count, out);
    }
    boolean cut = at[0] >= count && at[0] < elements.length;
    out.append(inner ? "]" : "");
    if (cut && !inner) {
      out.append("...");
    }
  }

  private static String[] elements(EagerTensor value) {
    DType dtype = value.dtype();
    int count = ElementArrays.length(value);
    String[] out = new String[count];
    if (dtype == DType.STRING) {
      byte[][] strings = ElementArrays.strings(value);
      for (int i = 0; i < count; i++) {
        out[i] = new String(strings[i], StandardCharsets.UTF_8);
      }
    } else if (dtype.isFloating()) {
      double[] numbers = ElementArrays.doubles(value);
      for (int i = 0; i < count; i++) {
        out[i] = number(numbers[i]);
      }
    } else if (dtype == DType.COMPLEX64 || dtype == DType.COMPLEX128) {
      double[] parts = ElementArrays.complex(value);
      for (int i = 0; i < count; i++) {
        out[i] = "(" + number(parts[2 * i]) + "," + number(parts[2 * i + 1]) + ")";
      }
    } else {
      long[] numbers = ElementArrays.longs(value);
      for (int i = 0; i < count; i++) {
        out[i] = dtype == DType.UINT64 ? Long.toUnsignedString(numbers[i]) : "" + numbers[i];
      }
    }
    return out;
  }

  /** Whole numbers without a point, others as Java writes a float. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return value == (long) value && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }
}
