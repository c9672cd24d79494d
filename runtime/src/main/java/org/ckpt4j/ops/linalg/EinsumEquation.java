package org.ckpt4j.ops.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ckpt4j.tensor.Shape;

/**
 * An equation of {@code Einsum}: the labels of each input's dimensions and of the output's. What an
 * ellipsis stands for gets labels of its own, counted from its end, so that shorter ones widen.
 */
record EinsumEquation(List<String> inputs, String output) {
  static EinsumEquation parse(String equation, Function<String, RuntimeException> fault) {
    String[] sides = equation.replace(" ", "").split("->", -1);
    if (sides.length != 2) {
      throw fault.apply("equation \"" + equation + "\" must have one arrow");
    }
    List<String> inputs = List.of(sides[0].split(",", -1));
    for (String part : List.of(sides[0].replace(",", ""), sides[1])) {
      for (char c : part.replace(".", "").toCharArray()) {
        if (!Character.isLetter(c)) {
          throw fault.apply("equation \"" + equation + "\" has a label that is no letter: " + c);
        }
      }
    }
    for (char c : sides[1].replace(".", "").toCharArray()) {
      if (sides[0].indexOf(c) < 0) {
        throw fault.apply("the output's label " + c + " is of no input in \"" + equation + "\"");
      }
    }
    return new EinsumEquation(inputs, sides[1]);
  }

  /** The labels of a tensor of this rank; those of the ellipsis are negative, the last -1. */
  static int[] labels(String subscripts, int rank, Function<String, RuntimeException> fault) {
    int dots = subscripts.indexOf("...");
    int named = subscripts.length() - (dots < 0 ? 0 : 3);
    int spread = rank - named;
    if (spread < 0 || (dots < 0 && spread > 0)) {
      throw fault.apply("subscripts \"" + subscripts + "\" for a tensor of rank " + rank);
    }
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < subscripts.length(); i++) {
      if (i == dots) {
        for (int k = spread; k > 0; k--) {
          labels.add(-k);
        }
        i += 2;
      } else {
        labels.add((int) subscripts.charAt(i));
      }
    }
    return labels.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The sizes of all labels; unknown ones are -1. */
  Map<Integer, Long> sizes(List<Shape> shapes, Function<String, RuntimeException> fault) {
    Map<Integer, Long> sizes = new LinkedHashMap<>();
    for (int i = 0; i < shapes.size(); i++) {
      Shape shape = shapes.get(i);
      int[] labels = labels(inputs.get(i), shape.rank(), fault);
      for (int d = 0; d < labels.length; d++) {
        long size = shape.dim(d);
        Long before = sizes.get(labels[d]);
        boolean wide = labels[d] < 0;
        if (before == null || before < 0 || (wide && before == 1)) {
          boolean keep = before != null && wide && before == 1 && size < 0;
          sizes.put(
              labels[d],
              before != null && before < 0 && wide && size == 1
                  ? before
                  : keep ? size : size < 0 && before != null ? before : size);
        } else if (size >= 0 && size != before && !(wide && size == 1)) {
          throw fault.apply(
              "label "
                  + (wide ? "..." : String.valueOf((char) labels[d]))
                  + " has sizes "
                  + before
                  + " and "
                  + size);
        }
      }
    }
    return sizes;
  }

  /** The labels of the output, given those of all inputs. */
  int[] outputLabels(Map<Integer, Long> sizes, Function<String, RuntimeException> fault) {
    int spread = (int) sizes.keySet().stream().filter(label -> label < 0).count();
    boolean dots = output.contains("...");
    int named = output.length() - (dots ? 3 : 0);
    return labels(output, named + (dots ? spread : 0), fault);
  }

  static Shape shape(int[] labels, Map<Integer, Long> sizes) {
    return Shape.of(Arrays.stream(labels).mapToLong(sizes::get).toArray());
  }
}
