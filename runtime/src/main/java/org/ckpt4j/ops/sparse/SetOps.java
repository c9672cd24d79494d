package org.ckpt4j.ops.sparse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Sets along the last dimension, dense or sparse: {@code DenseToDenseSetOperation} and its
 * relatives, and {@code SetSize}.
 */
final class SetOps {
  private SetOps() {}

  static List<OpDef> defs() {
    return List.of(
        def("DenseToDenseSetOperation", false, false),
        def("DenseToSparseSetOperation", false, true),
        def("SparseToSparseSetOperation", true, true),
        types(
                OpDef.named("SetSize")
                    .inputs("set_indices: int64", "set_values: T", "set_shape: int64")
                    .outputs("size: int32")
                    .attr("validate_indices", AttrKind.BOOL, true))
            .infer(call -> List.of(Shape.unknown()))
            .compute(SetOps::size)
            .notDifferentiable()
            .build());
  }

  private static OpDef.Builder types(OpDef.Builder def) {
    return def.allow(
        "T",
        DType.INT8,
        DType.INT16,
        DType.INT32,
        DType.INT64,
        DType.UINT8,
        DType.UINT16,
        DType.STRING);
  }

  private static OpDef def(String name, boolean firstSparse, boolean secondSparse) {
    List<String> inputs = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      String set = "set" + i;
      if (i == 1 ? firstSparse : secondSparse) {
        inputs.addAll(List.of(set + "_indices: int64", set + "_values: T", set + "_shape: int64"));
      } else {
        inputs.add(set + ": T");
      }
    }
    return types(
            OpDef.named(name)
                .inputs(inputs.toArray(String[]::new))
                .outputs("result_indices: int64", "result_values: T", "result_shape: int64"))
        .attr("set_operation", AttrKind.STRING)
        .attr("validate_indices", AttrKind.BOOL, true)
        .infer(call -> infer(call, firstSparse, secondSparse))
        .kernel(call -> compute(call, firstSparse, secondSparse))
        .notDifferentiable()
        .build();
  }

  private static List<Shape> infer(InferCall call, boolean firstSparse, boolean secondSparse) {
    String operation = call.attr("set_operation");
    if (!List.of("a-b", "b-a", "intersection", "union")
        .contains(operation.toLowerCase(java.util.Locale.ROOT))) {
      throw call.invalid(
          "set_operation \"%s\" is none of a-b, b-a, intersection, union", operation);
    }
    long rank = Shape.UNKNOWN_SIZE;
    if (!firstSparse && call.shape(0).hasKnownRank()) {
      rank = call.shape(0).rank();
    }
    if (firstSparse) {
      rank = SparseShapes.size(call, 2, 0);
    }
    if (rank < 0 && secondSparse) {
      rank = SparseShapes.size(call, firstSparse ? 5 : 3, 0);
    }
    if (!firstSparse && !secondSparse && call.shape(1).hasKnownRank()) {
      int other = call.shape(1).rank();
      if (rank >= 0 && rank != other) {
        throw call.invalid("sets of ranks %d and %d", rank, other);
      }
      rank = other;
    }
    return SparseShapes.anyOf(rank);
  }

  /** The sets of one operand by their place, elements as values that compare and are equal. */
  private record Sets(Shape outer, Map<List<Long>, TreeSet<Element>> members) {
    TreeSet<Element> at(List<Long> place) {
      return members.getOrDefault(place, new TreeSet<>());
    }
  }

  /** A whole number, or the bytes of a string. */
  private record Element(long number, String bytes) implements Comparable<Element> {
    private static final Comparator<Element> ORDER =
        Comparator.comparingLong(Element::number).thenComparing(Element::bytes);

    @Override
    public int compareTo(Element other) {
      return ORDER.compare(this, other);
    }
  }

  private static List<Element> elements(EagerTensor tensor) {
    if (tensor.dtype() == DType.STRING) {
      // Latin-1 keeps bytes apart, and in the order of their unsigned values.
      return Arrays.stream(ElementArrays.strings(tensor))
          .map(s -> new Element(0, new String(s, java.nio.charset.StandardCharsets.ISO_8859_1)))
          .toList();
    }
    return Arrays.stream(ElementArrays.longs(tensor)).mapToObj(n -> new Element(n, "")).toList();
  }

  private static Sets dense(KernelCall call, int input) {
    EagerTensor tensor = call.input(input);
    int rank = tensor.shape().rank();
    if (rank < 2) {
      throw call.invalid("sets need rank 2 or more, given shape %s", tensor.shape());
    }
    long[] dims = tensor.shape().dims();
    List<Element> elements = elements(tensor);
    Map<List<Long>, TreeSet<Element>> members = new LinkedHashMap<>();
    int width = (int) dims[rank - 1];
    for (int i = 0; i < elements.size(); i++) {
      members
          .computeIfAbsent(place(i / width, dims, rank - 1), key -> new TreeSet<>())
          .add(elements.get(i));
    }
    return new Sets(Shape.of(Arrays.copyOf(dims, rank - 1)), members);
  }

  private static List<Long> place(long number, long[] dims, int rank) {
    Long[] place = new Long[rank];
    long rest = number;
    for (int d = rank - 1; d >= 0; d--) {
      place[d] = rest % dims[d];
      rest /= dims[d];
    }
    return List.of(place);
  }

  private static Sets sparse(KernelCall call, int first) {
    Coordinates places = Coordinates.of(call, first, first + 1, first + 2);
    int rank = places.rank();
    if (rank < 2) {
      throw call.invalid("sets need rank 2 or more, given %d", rank);
    }
    if (call.<Boolean>attr("validate_indices")) {
      for (int i = 1; i < places.count(); i++) {
        if (places.compare(i - 1, i) >= 0) {
          throw call.invalid("indices %s are out of order", Arrays.toString(places.row(i)));
        }
      }
    }
    List<Element> elements = elements(call.input(first + 1));
    Map<List<Long>, TreeSet<Element>> members = new LinkedHashMap<>();
    for (int i = 0; i < places.count(); i++) {
      List<Long> place = Arrays.stream(places.row(i), 0, rank - 1).boxed().toList();
      members.computeIfAbsent(place, key -> new TreeSet<>()).add(elements.get(i));
    }
    return new Sets(Shape.of(Arrays.copyOf(places.shape(), rank - 1)), members);
  }

  private static List<EagerTensor> compute(
      KernelCall call, boolean firstSparse, boolean secondSparse) {
    Sets a = firstSparse ? sparse(call, 0) : dense(call, 0);
    int next = firstSparse ? 3 : 1;
    Sets b = secondSparse ? sparse(call, next) : dense(call, next);
    if (!a.outer().equals(b.outer())) {
      throw call.invalid("sets of shapes %s and %s", a.outer(), b.outer());
    }
    Map<List<Long>, TreeSet<Element>> found =
        new TreeMap<>(
            (x, y) ->
                Arrays.compare(
                    x.stream().mapToLong(Long::longValue).toArray(),
                    y.stream().mapToLong(Long::longValue).toArray()));
    List<List<Long>> places = new ArrayList<>(a.members().keySet());
    places.addAll(b.members().keySet());
    String operation = call.<String>attr("set_operation").toLowerCase(java.util.Locale.ROOT);
    long widest = 0;
    int count = 0;
    for (List<Long> place : places) {
      if (!found.containsKey(place)) {
        TreeSet<Element> result = combined(operation, a.at(place), b.at(place));
        found.put(place, result);
        widest = Math.max(widest, result.size());
        count += result.size();
      }
    }
    int rank = a.outer().rank() + 1;
    long[] indices = new long[count * rank];
    List<Element> values = new ArrayList<>();
    for (Map.Entry<List<Long>, TreeSet<Element>> entry : found.entrySet()) {
      int position = 0;
      for (Element element : entry.getValue()) {
        for (int d = 0; d < rank - 1; d++) {
          indices[values.size() * rank + d] = entry.getKey().get(d);
        }
        indices[values.size() * rank + rank - 1] = position++;
        values.add(element);
      }
    }
    long[] shape = Arrays.copyOf(a.outer().dims(), rank);
    shape[rank - 1] = widest;
    Coordinates out = new Coordinates(indices, shape, count);
    return List.of(
        out.indicesTensor(),
        tensor(call.input(next - 1 - (firstSparse ? 1 : 0)).dtype(), values),
        out.shapeTensor());
  }

  private static TreeSet<Element> combined(
      String operation, TreeSet<Element> a, TreeSet<Element> b) {
    TreeSet<Element> result = new TreeSet<>(operation.equals("b-a") ? b : a);
    switch (operation) {
      case "a-b" -> result.removeAll(b);
      case "b-a" -> result.removeAll(a);
      case "intersection" -> result.retainAll(b);
      default -> result.addAll(b);
    }
    return result;
  }

  private static EagerTensor tensor(DType dtype, List<Element> values) {
    Shape shape = Shape.of(values.size());
    return dtype == DType.STRING
        ? ElementArrays.tensor(
            shape,
            values.stream()
                .map(e -> e.bytes().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new))
        : ElementArrays.tensor(dtype, shape, values.stream().mapToLong(Element::number).toArray());
  }

  private static EagerTensor size(KernelCall call) {
    Sets sets = sparse(call, 0);
    long[] dims = sets.outer().dims();
    long[] sizes = new long[ElementArrays.length(sets.outer())];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sets.at(place(i, dims, dims.length)).size();
    }
    return ElementArrays.tensor(DType.INT32, sets.outer(), sizes);
  }
}
