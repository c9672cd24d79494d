package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Slice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Makes or finds a variable in parts, each a variable of the store. */
final class PartitionedCreation {
  private final VariableStore store;
  private final Map<String, Variable> variables;
  private final Map<String, PartitionedVariable> partitioned;

  PartitionedCreation(
      VariableStore store,
      Map<String, Variable> variables,
      Map<String, PartitionedVariable> partitioned) {
    this.store = store;
    this.variables = variables;
    this.partitioned = partitioned;
  }

  PartitionedVariable get(VariableRequest request) {
    String name = request.name();
    if (variables.containsKey(name)) {
      throw new IllegalArgumentException(
          "variable \"%s\" exists in one piece; ask for it without a partitioner".formatted(name));
    }
    Shape shape = request.shape() == null ? Shape.unknown() : request.shape();
    if (request.initialValue() instanceof Tensor tensor) {
      if (!shape.isCompatibleWith(tensor.shape())) {
        throw new IllegalArgumentException(
            "variable \"%s\": shape %s does not fit the initial value's %s"
                .formatted(name, shape, tensor.shape()));
      }
      shape = tensor.shape();
    }
    DType dtype = request.dtype() == null ? DType.FLOAT32 : request.dtype();
    List<Integer> partitions =
        request.partitioner() == null
            ? null
            : checked(name, shape, request.partitioner().partitions(known(name, shape), dtype));
    PartitionedVariable found = partitioned.get(name);
    if (found != null) {
      return shared(found, request, shape, dtype, partitions);
    }
    if (request.reuse() == Reuse.TRUE) {
      throw new IllegalArgumentException(
          "there is no partitioned variable \"%s\" to reuse; make it first, or use AUTO_REUSE"
              .formatted(name));
    }
    return make(request.withDtype(dtype), shape, java.util.Objects.requireNonNull(partitions));
  }

  private static Shape known(String name, Shape shape) {
    if (!shape.isFullyDefined()) {
      throw new IllegalArgumentException(
          "variable \"%s\": only a fully known shape can be cut, not %s".formatted(name, shape));
    }
    if (shape.isScalar()) {
      throw new IllegalArgumentException(
          "variable \"%s\": a scalar cannot be cut; make it without a partitioner".formatted(name));
    }
    return shape;
  }

  private static List<Integer> checked(String name, Shape shape, List<Integer> partitions) {
    if (partitions.size() != shape.rank()) {
      throw new IllegalArgumentException(
          "variable \"%s\": the partitioner says %s for shape %s; one number for each dimension"
              .formatted(name, partitions, shape));
    }
    if (partitions.stream().anyMatch(n -> n < 1)
        || partitions.stream().filter(n -> n > 1).count() > 1) {
      throw new IllegalArgumentException(
          "variable \"%s\": the partitioner says %s; cut one dimension, all others are 1"
              .formatted(name, partitions));
    }
    return List.copyOf(partitions);
  }

  private static PartitionedVariable shared(
      PartitionedVariable found,
      VariableRequest request,
      Shape shape,
      DType dtype,
      @org.jspecify.annotations.Nullable List<Integer> partitions) {
    String name = request.name();
    if (request.reuse() == Reuse.FALSE) {
      throw new IllegalArgumentException(
          "partitioned variable \"%s\" exists; reopen the scope with reuse(true) or AUTO_REUSE"
              .formatted(name));
    }
    if (!shape.isCompatibleWith(found.shape()) || dtype != found.dtype()) {
      throw new IllegalArgumentException(
          "partitioned variable \"%s\" is %s%s, asked for as %s%s"
              .formatted(name, found.dtype(), found.shape(), dtype, shape));
    }
    if (partitions != null && !partitions.equals(found.partitions())) {
      throw new IllegalArgumentException(
          "partitioned variable \"%s\" is cut %s, asked for as %s"
              .formatted(name, found.partitions(), partitions));
    }
    return found;
  }

  private PartitionedVariable make(VariableRequest request, Shape shape, List<Integer> partitions) {
    String name = request.name();
    int axis = 0;
    while (axis < partitions.size() - 1 && partitions.get(axis) == 1) {
      axis++;
    }
    int count = partitions.get(axis);
    checkPartsPresent(name, count);
    if (count > shape.dim(axis)) {
      throw new IllegalArgumentException(
          "variable \"%s\": %d parts of a dimension of %d".formatted(name, count, shape.dim(axis)));
    }
    List<Variable> parts = new ArrayList<>();
    long[] offset = new long[shape.rank()];
    DType dtype = java.util.Objects.requireNonNull(request.dtype());
    for (int i = 0; i < count; i++) {
      long[] dims = shape.dims();
      dims[axis] = shape.dim(axis) / count + (i < shape.dim(axis) % count ? 1 : 0);
      Variable part = part(request, name + "/part_" + i, shape, offset, Shape.of(dims));
      part.setSaveSliceInfo(new SaveSliceInfo(name, shape, list(offset), Shape.of(dims)));
      parts.add(part);
      dtype = part.dtype();
      offset[axis] += dims[axis];
    }
    var whole = new PartitionedVariable(name, shape, dtype, parts, partitions);
    if (store.keeps()) {
      partitioned.put(name, whole);
    }
    return whole;
  }

  private void checkPartsPresent(String name, int count) {
    if (variables.containsKey(name + "/part_0")
        && (!variables.containsKey(name + "/part_" + (count - 1))
            || variables.containsKey(name + "/part_" + count))) {
      throw new IllegalArgumentException(
          "variable \"%s\" exists in another number of parts than %d".formatted(name, count));
    }
  }

  private static List<Long> list(long[] offset) {
    return java.util.Arrays.stream(offset).boxed().toList();
  }

  private Variable part(
      VariableRequest request, String partName, Shape full, long[] offset, Shape shape) {
    VariableRequest one = request.withoutPartitioner().withName(partName).withShape(shape);
    try (NameScope scope = NameScope.enter(partName + "/PartitionedInitializer")) {
      Object initial = request.initialValue();
      if (initial != null && !(initial instanceof Supplier<?>)) {
        Tensor whole =
            ToTensor.of(initial, initial instanceof Tensor ? null : request.dtype(), "Const");
        one =
            one.withShape(null)
                .withInitialValue(Slice.of(whole, list(offset), shape))
                .withDtype(whole.dtype());
      }
    }
    try (NameScope root = NameScope.enter(null)) {
      return store.single(one, new PartitionInfo(full, list(offset)));
    }
  }
}
