package org.ckpt4j.ops.array;

import java.util.Optional;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a tensor whose other rows are zero: what the gradient of a gather is.
 *
 * <p>A row may occur more than once; the rows add up. Counterpart: {@code tf.IndexedSlices}.
 */
public final class IndexedSlices implements Operand {
  private final Tensor values;
  private final Tensor indices;
  private final @Nullable Tensor denseShape;

  /**
   * @param values the rows: shape {@code [n, ...]}
   * @param indices which row each is: integers of shape {@code [n]}
   * @param denseShape the shape of the whole, or null if it is not known
   */
  public IndexedSlices(Tensor values, Tensor indices, @Nullable Tensor denseShape) {
    this.values = values;
    this.indices = indices;
    this.denseShape = denseShape;
  }

  /** The rows {@code values} at {@code indices}, without the shape of the whole. */
  public static IndexedSlices of(Object indices, Object values, DType dtype) {
    return new IndexedSlices(
        ToTensor.of(values, dtype, "updates"), ToTensor.of(indices, null, "indices"), null);
  }

  public Tensor values() {
    return values;
  }

  public Tensor indices() {
    return indices;
  }

  /** The shape of the whole; empty if it is not known. */
  public Optional<Tensor> denseShape() {
    return Optional.ofNullable(denseShape);
  }

  /**
   * The whole tensor.
   *
   * @throws IllegalArgumentException if its shape is not known
   */
  @Override
  public Tensor asTensor() {
    if (denseShape == null) {
      throw new IllegalArgumentException(
          "rows of a tensor whose shape is not known cannot become a tensor: " + this);
    }
    OpDef sum = StandardOps.registry().find("UnsortedSegmentSum").orElseThrow();
    Tensor rows = StridedSlice.at(denseShape, 0);
    try (NameScope scope = NameScope.enter("UnsortedSegmentSum")) {
      return sum.call(scope.name(), Attrs.none(), values, indices, rows);
    }
  }

  @Override
  public Tensor gradientKey() {
    return values;
  }

  /** The node that makes the rows. */
  @Override
  public Node op() {
    return values.op();
  }

  @Override
  public DType dtype() {
    return values.dtype();
  }

  /** The shape of the whole, as far as it is known now. */
  @Override
  public Shape shape() {
    if (denseShape instanceof EagerTensor value) {
      return Shape.of(ElementArrays.longs(value));
    }
    if (denseShape != null && denseShape.op().type().equals("Const")) {
      return Shape.of(ElementArrays.longs(denseShape.op().attrs().<EagerTensor>get("value")));
    }
    return Shape.unknown();
  }

  @Override
  public String name() {
    return values.name();
  }

  @Override
  public String toString() {
    return "IndexedSlices(indices=%s, values=%s, denseShape=%s)"
        .formatted(indices, values, denseShape);
  }
}
