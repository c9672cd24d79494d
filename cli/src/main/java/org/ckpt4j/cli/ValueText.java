package org.ckpt4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * A tensor's value as nested lists; of a large one only the edges, as numpy does it.
 *
 * @param full whether nothing is left out
 */
record ValueText(boolean full) {
  private static final int MOST_ELEMENTS = 1000;
  private static final int EDGE = 3;
  private static final int LONGEST_STRING = 200;

  void print(PrintWriter out, String indent, RawTensor value) {
    Shape shape = value.shape();
    long elements = shape.numElements();
    if (elements == 0) {
      out.println(indent + "[]");
      return;
    }
    boolean edges = !full && elements > MOST_ELEMENTS;
    out.print(indent);
    printDimension(out, indent + " ", value, shape.dims(), 0, 0, elements, edges);
    out.println();
  }

  /** Prints the elements from {@code first} on that lie in dimension {@code depth} and below. */
  private void printDimension(
      PrintWriter out,
      String indent,
      RawTensor value,
      long[] dims,
      int depth,
      long first,
      long elements,
      boolean edges) {
    if (depth == dims.length) {
      out.print(text(value, first));
      return;
    }
    long each = elements / dims[depth];
    boolean innermost = depth == dims.length - 1;
    String separator = innermost ? ", " : ",\n" + indent;
    out.print('[');
    for (long i = 0; i < dims[depth]; i++) {
      if (i > 0) {
        out.print(separator);
      }
      if (edges && i == EDGE && dims[depth] > 2 * EDGE) {
        out.print("..." + separator);
        i = dims[depth] - EDGE;
      }
      printDimension(
          out, indent + " ", value, dims, depth + 1, first + i * each, each, edges);
    }
    out.print(']');
  }

  private String text(RawTensor value, long element) {
    DType dtype = value.dtype();
    if (dtype.isFixedWidth()) {
      return Elements.text(
          dtype, value.bytes().window(element * dtype.width(), dtype.width()), 0);
    }
    return string(value.elements().get((int) element), dtype);
  }

  private String string(TensorBytes bytes, DType dtype) {
    boolean cut = !full && bytes.size() > LONGEST_STRING;
    byte[] shown = new byte[(int) (cut ? LONGEST_STRING : bytes.size())];
    bytes.window(0, shown.length).get(shown);
    StringBuilder out = new StringBuilder(dtype == DType.VARIANT ? "variant \"" : "\"");
    out.append(bytesText(shown, cut)).append('"');
    return cut ? out.append("... (").append(bytes.size()).append(" bytes)").toString() : out.toString();
  }

  /** UTF-8 as characters, anything else as {@code \xNN}; quotes and backslashes escaped. */
  private static String bytesText(byte[] bytes, boolean cut) {
    String text;
    try {
      text = decode(bytes);
    } catch (CharacterCodingException e) {
      int end = cut ? lastWhole(bytes) : -1;
      if (end > 0) {
        return bytesText(java.util.Arrays.copyOf(bytes, end), false);
      }
      StringBuilder out = new StringBuilder();
      for (byte b : bytes) {
        if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\') {
          out.append((char) b);
        } else {
          out.append("\\x%02x".formatted(b));
        }
      }
      return out.toString();
    }
    return Printable.text(text.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  /** The end of the last whole character if only that one was cut, else -1. */
  private static int lastWhole(byte[] bytes) {
    for (int end = bytes.length - 1; end > 0 && end >= bytes.length - 3; end--) {
      try {
        decode(java.util.Arrays.copyOf(bytes, end));
        return end;
      } catch (CharacterCodingException e) {
        // shorter still
      }
    }
    return -1;
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(java.nio.ByteBuffer.wrap(bytes))
        .toString();
  }

  /** All elements in row-major order, made while they are printed. */
  static Iterable<Object> json(RawTensor value) {
    long elements = value.shape().numElements();
    DType dtype = value.dtype();
    return () ->
        new Iterator<>() {
          private long at;

          @Override
          public boolean hasNext() {
            return at < elements;
          }

          @Override
          public Object next() {
            if (!hasNext()) {
              throw new java.util.NoSuchElementException();
            }
            long element = at++;
            return dtype.isFixedWidth()
                ? Elements.json(
                    dtype, value.bytes().window(element * dtype.width(), dtype.width()), 0)
                : jsonString(value.elements().get((int) element));
          }
        };
  }

  private static Object jsonString(TensorBytes element) {
    byte[] bytes = element.toByteArray();
    try {
      return decode(bytes);
    } catch (CharacterCodingException e) {
      Map<String, Object> hex = new LinkedHashMap<>();
      hex.put("hex", HexFormat.of().formatHex(bytes));
      return hex;
    }
  }

  /** For values that cannot be read: the reason takes their place. */
  static void printFailure(PrintWriter out, String indent, IOException why) {
    out.println(indent + "(unreadable: " + Printable.text(String.valueOf(why.getMessage())) + ")");
  }
}
