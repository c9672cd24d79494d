package org.ckpt4j.ops.strings;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** A tensor as {@code tf.print} and {@code tf.strings.format} show it: rows in brackets. */
public final class PrintedTensor {
  private final Shape shape;
  private final String[] elements;
  private final long edge;
  private final StringBuilder out = new StringBuilder();

  private PrintedTensor(EagerTensor tensor, long edge) {
    this.shape = tensor.shape();
    this.edge = edge;
    this.elements = elements(tensor);
  }

  /**
   * @param edge how many items at either end of a dimension are shown; -1: all
   */
  public static String of(EagerTensor tensor, long edge) {
    PrintedTensor printed = new PrintedTensor(tensor, edge);
    printed.append(0, 0);
    return printed.out.toString();
  }

  private int append(int d, int at) {
    if (d == shape.rank()) {
      out.append(elements[at]);
      return at + 1;
    }
    int size = (int) shape.dim(d);
    long inner = 1;
    for (int i = d + 1; i < shape.rank(); i++) {
      inner *= shape.dim(i);
    }
    boolean cut = edge >= 0 && size > 2 * edge;
    out.append('[');
    for (int i = 0; i < size; i++) {
      boolean hidden = cut && i >= edge && i < size - edge;
      if (hidden && i > edge) {
        continue;
      }
      if (i > 0) {
        separate(d);
      }
      if (hidden) {
        out.append("...");
      } else {
        append(d + 1, (int) (at + i * inner));
      }
    }
    out.append(']');
    return (int) (at + size * inner);
  }

  /** Elements by a space, rows by line breaks, one more for each dimension further out. */
  private void separate(int d) {
    int below = shape.rank() - 1 - d;
    if (below == 0) {
      out.append(' ');
    } else {
      out.append("\n".repeat(below)).append(" ".repeat(d + 1));
    }
  }

  private static String[] elements(EagerTensor tensor) {
    DType dtype = tensor.dtype();
    String[] out = new String[ElementArrays.length(tensor)];
    if (dtype == DType.STRING) {
      byte[][] texts = ElementArrays.strings(tensor);
      for (int i = 0; i < out.length; i++) {
        out[i] = '"' + escaped(texts[i]) + '"';
      }
    } else if (dtype.isFloating()) {
      double[] values = ElementArrays.doubles(tensor);
      for (int i = 0; i < out.length; i++) {
        out[i] = Printf.shortest(values[i], dtype != DType.FLOAT64);
      }
    } else if (dtype.isComplex() || !dtype.isFixedWidth()) {
      java.util.Arrays.fill(out, "?");
    } else {
      long[] values = ElementArrays.longs(tensor);
      for (int i = 0; i < out.length; i++) {
        out[i] =
            dtype == DType.UINT64 ? Long.toUnsignedString(values[i]) : Long.toString(values[i]);
      }
    }
    return out;
  }

  /** As C escapes: quotes, backslashes, and what is not printable, in octal. */
  private static String escaped(byte[] text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text) {
      switch (b) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '"' -> out.append("\\\"");
        case '\'' -> out.append("\\'");
        case '\\' -> out.append("\\\\");
        default -> {
          if (b >= ' ' && b < 0x7f) {
            out.append((char) b);
          } else {
            out.append("\\%03o".formatted(b & 0xff));
          }
        }
      }
    }
    return out.toString();
  }
}
