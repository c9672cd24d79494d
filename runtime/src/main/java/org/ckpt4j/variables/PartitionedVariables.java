package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Variables cut as their maker says, without a partitioner. */
public final class PartitionedVariables {
  private PartitionedVariables() {}

  /**
   * The parts of a variable. Counterpart: {@code tf.compat.v1.create_partitioned_variables}.
   *
   * @param slicing into how many parts it is cut along each dimension; more than one along one only
   * @param initializer makes the parts; or an {@link InitialValue} of the whole
   * @param name a variable scope for the parts; null: {@code PartitionedVariable}, numbered
   * @param reuse whether the parts are found; null: as the surrounding scope says
   * @throws IllegalArgumentException if the slicing does not fit the shape
   */
  public static List<Variable> create(
      Shape shape,
      List<Integer> slicing,
      Initializer initializer,
      @Nullable String name,
      @Nullable Reuse reuse,
      GetVariableOption... options) {
    if (shape.rank() != slicing.size()) {
      throw new IllegalArgumentException(
          "slicing %s of shape %s; one number for each dimension".formatted(slicing, shape));
    }
    if (shape.rank() < 1) {
      throw new IllegalArgumentException("a scalar cannot be cut into parts");
    }
    List<GetVariableOption> all = new ArrayList<>(List.of(new Shaped(shape), initializer));
    all.addAll(Arrays.asList(options));
    all.add((Partitioner) (whole, dtype) -> slicing);
    var request = VariableRequest.of("", all.toArray(GetVariableOption[]::new));
    try (var scope = enter(name, reuse == null ? Reuse.FALSE : reuse)) {
      VariableScope own = scope.scope();
      return ((PartitionedVariable) own.getAs(own.name(), request)).parts();
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  private static EnteredVariableScope enter(@Nullable String name, Reuse reuse) {
    return name == null
        ? VariableScope.enter(new DefaultName("PartitionedVariable"), reuse)
        : VariableScope.enter(name, reuse);
  }
}
