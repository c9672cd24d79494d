package org.ckpt4j.ops.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.VariantArithmetic;
import org.jspecify.annotations.Nullable;

/**
 * Tensors that may be there or not: what the branches of a conditional leave for its gradient.
 *
 * @param components null if there are none
 */
record OptionalValue(@Nullable List<EagerTensor> components) implements VariantArithmetic {
  static final OptionalValue NONE = new OptionalValue(null);

  OptionalValue {
    components = components == null ? null : List.copyOf(components);
  }

  @Override
  public VariantArithmetic plus(Object other, BinaryOperator<EagerTensor> add) {
    List<EagerTensor> theirs = other instanceof OptionalValue o ? o.components : null;
    if (!(other instanceof OptionalValue)
        || (theirs == null) != (components == null)
        || (theirs != null && components != null && theirs.size() != components.size())) {
      throw new InvalidArgumentError("%s and %s cannot be added".formatted(this, other));
    }
    if (components == null || theirs == null) {
      return NONE;
    }
    List<EagerTensor> sums = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      sums.add(add.apply(components.get(i), theirs.get(i)));
    }
    return new OptionalValue(sums);
  }

  @Override
  public VariantArithmetic zeros(UnaryOperator<EagerTensor> zerosLike) {
    return components == null
        ? NONE
        : new OptionalValue(components.stream().map(zerosLike).toList());
  }
}
