package org.ckpt4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * How numpy lays out an array's elements: nested brackets, lines of at most 75 columns, and of more
 * than 1000 elements only the three at either end of each dimension.
 *
 * <p>Counterpart: numpy's {@code array2string} with its default print options.
 */
final class ArrayLayout {
  private static final int LINE_WIDTH = 75;
  private static final int THRESHOLD = 1000;
  private static final int EDGE = 3;

  private final long[] dims;
  private final boolean summarized;

  ArrayLayout(Shape shape) {
    dims = shape.dims();
    summarized = shape.numElements() > THRESHOLD;
  }

  /** Row-major numbers of the elements that are printed. */
  List<Long> shown() {
    List<Long> out = new ArrayList<>();
    collect(0, 0, out);
    return out;
  }

  private void collect(int axis, long index, List<Long> out) {
    if (axis == dims.length) {
      out.add(index);
      return;
    }
    long size = dims[axis];
    for (long i = 0; i < size; i++) {
      if (summarizes(size) && i == EDGE) {
        i = size - EDGE;
      }
      collect(axis + 1, index * size + i, out);
    }
  }

  private boolean summarizes(long size) {
    return summarized && size > 2 * EDGE;
  }

  /**
   * The text of a non-empty array of at least one dimension.
   *
   * @param element text of the element with a row-major number
   * @param separator between elements, with a blank at its end
   * @param prefixLength columns that stand before the first bracket
   */
  String format(LongFunction<String> element, String separator, int prefixLength) {
    String indent = " ".repeat(1 + prefixLength);
    // The last line has to leave room for what is behind the array; numpy's repr counts one column.
    int width = prefixLength == 0 ? LINE_WIDTH : LINE_WIDTH - 1;
    return nested(0, 0, indent, width, element, separator);
  }

  private String nested(
      int axis,
      long index,
      String indent,
      int width,
      LongFunction<String> element,
      String separator) {
    String body =
        axis == dims.length - 1
            ? row(index, indent, width, element, separator)
            : rows(axis, index, indent, width, element, separator);
    return "[" + body.substring(indent.length()) + "]";
  }

  private String row(
      long index, String indent, int width, LongFunction<String> element, String separator) {
    long size = dims[dims.length - 1];
    int room = width - Math.max(separator.stripTrailing().length(), 1);
    StringBuilder done = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (long i = 0; i < size; i++) {
      if (summarizes(size) && i == EDGE) {
        extend(done, line, "...", room, indent);
        line.append(separator);
        i = size - EDGE;
      }
      extend(done, line, element.apply(index * size + i), room, indent);
      if (i + 1 < size) {
        line.append(separator);
      }
    }
    return done.append(line).toString();
  }

  private static void extend(
      StringBuilder done, StringBuilder line, String word, int room, String indent) {
    // A line that holds nothing yet is not broken: the next would have no more room.
    if (line.length() + word.length() > room && line.length() > indent.length()) {
      done.append(line.toString().stripTrailing()).append('\n');
      line.setLength(0);
      line.append(indent);
    }
    line.append(word);
  }

  private String rows(
      int axis,
      long index,
      String indent,
      int width,
      LongFunction<String> element,
      String separator) {
    long size = dims[axis];
    String lineEnd = separator.stripTrailing() + "\n".repeat(dims.length - axis - 1);
    StringBuilder out = new StringBuilder();
    for (long i = 0; i < size; i++) {
      if (summarizes(size) && i == EDGE) {
        out.append(indent).append("...").append(lineEnd);
        i = size - EDGE;
      }
      out.append(indent)
          .append(nested(axis + 1, index * size + i, indent + " ", width - 1, element, separator));
      if (i + 1 < size) {
        out.append(lineEnd);
      }
    }
    return out.toString();
  }
}
