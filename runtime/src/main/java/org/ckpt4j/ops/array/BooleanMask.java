package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.Reductions;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Those elements of a tensor whose place in a mask is true. */
public final class BooleanMask {
  private BooleanMask() {}

  /**
   * Counterpart: {@code tf.boolean_mask}.
   *
   * @param tensor {@code [N1, …, NK]}
   * @param mask of known rank, at least 1; its sizes are those of the tensor from {@code axis} on
   * @return the chosen elements in place of the masked dimensions, which become one
   * @throws IllegalArgumentException if the mask's rank is not known or 0, or the sizes do not fit
   */
  public static Tensor of(Object tensor, Object mask, int axis, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "boolean_mask"))) {
      Tensor values = ToTensor.of(tensor, null, "tensor");
      Tensor chosen = ToTensor.of(mask, DType.BOOL, "mask");
      int masked = checkedRank(values, chosen, axis);
      int end = axis + masked;
      Tensor count =
          Reductions.PROD.of(
              StridedSlice.at(ShapeOp.of(values), new Index.Span(axis, end, null)), List.of(0));
      Tensor before = StridedSlice.at(ShapeOp.of(values), new Index.Span(null, axis, null));
      Tensor after = StridedSlice.at(ShapeOp.of(values), new Index.Span(end, null, null));
      Tensor flat = Reshape.of(values, ConcatV2.of(List.of(before, List.of(count), after), 0));
      Tensor places = Squeeze.of(Where.of(Reshape.of(chosen, List.of(-1))), List.of(1L));
      return Gather.of(flat, places, axis, 0);
    }
  }

  private static int checkedRank(Tensor values, Tensor mask, int axis) {
    Shape shape = mask.shape();
    if (!shape.hasKnownRank() || shape.rank() == 0) {
      throw new IllegalArgumentException(
          "a mask has a rank that is known and not 0; this is of shape " + shape);
    }
    if (values.shape().hasKnownRank()) {
      List<Long> part = new ArrayList<>();
      for (int i = axis; i < Math.min(axis + shape.rank(), values.shape().rank()); i++) {
        part.add(values.shape().dim(i));
      }
      Shape there = Shape.of(part.stream().mapToLong(Long::longValue).toArray());
      if (!there.isCompatibleWith(shape)) {
        throw new IllegalArgumentException(
            "a mask of shape %s does not fit dimensions %s from axis %d on"
                .formatted(shape, there, axis));
      }
    }
    return shape.rank();
  }
}
