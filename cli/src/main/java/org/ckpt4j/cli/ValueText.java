package org.ckpt4j.cli;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.PythonText;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;

/** A tensor's value for people (as numpy prints it, indented) and for programs (all elements). */
final class ValueText {
  /** Beyond this a line (a string tensor may hold megabytes) is cut. */
  private static final int LONGEST_LINE = 400;

  private ValueText() {}

  static void print(PrintWriter out, String indent, RawTensor value) {
    PythonText.str(value)
        .lines()
        .forEach(
            line ->
                out.println(
                    indent
                        + (line.length() <= LONGEST_LINE
                            ? line
                            : line.substring(0, LONGEST_LINE)
                                + "... ("
                                + (line.length() - LONGEST_LINE)
                                + " more characters)")));
  }

  /** All elements in row-major order, made while they are printed. */
  static Iterable<Object> json(RawTensor value) {
    long elements = value.shape().numElements();
    DType dtype = value.dtype();
    int width = dtype.width();
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
              throw new NoSuchElementException();
            }
            long element = at++;
            return dtype.isFixedWidth()
                ? Elements.json(dtype, value.bytes().window(element * width, width), 0)
                : jsonString(value.elements().get((int) element));
          }
        };
  }

  /** Strings that are not UTF-8 come as {@code {"hex": …}}. */
  private static Object jsonString(TensorBytes element) {
    byte[] bytes = element.toByteArray();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return Map.of("hex", HexFormat.of().formatHex(bytes));
    }
  }
}
