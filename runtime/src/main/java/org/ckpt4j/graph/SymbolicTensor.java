package org.ckpt4j.graph;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/** One output of an {@link Operation}: the promise of a value when a session runs it. */
public final class SymbolicTensor implements Tensor {
  private final Operation op;
  private final int outputIndex;
  private final DType dtype;
  private final boolean reference;
  private final @Nullable TensorSpec handleSpec;
  private Shape inferred;
  private Shape declared = Shape.unknown();

  SymbolicTensor(
      Operation op,
      int outputIndex,
      DType dtype,
      Shape shape,
      boolean reference,
      @Nullable TensorSpec handleSpec) {
    this.op = op;
    this.outputIndex = outputIndex;
    this.dtype = dtype;
    this.inferred = shape;
    this.reference = reference;
    this.handleSpec = handleSpec;
  }

  @Override
  public Operation op() {
    return op;
  }

  @Override
  public int outputIndex() {
    return outputIndex;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  /** What is known of the shape now. */
  @Override
  public Shape shape() {
    return Shapes.merge(inferred, declared);
  }

  /** What inference says now that an input is another one; gives whether that is news. */
  boolean reinfer(Shape shape) {
    if (inferred.equals(shape) || !shape.isCompatibleWith(declared)) {
      return false;
    }
    inferred = shape;
    return true;
  }

  /**
   * Adds what the program knows better than inference.
   *
   * @throws IllegalArgumentException if that contradicts what is known
   */
  public void setShape(Shape known) {
    Shapes.merge(inferred, known);
    declared = Shapes.merge(declared, known);
  }

  /** Its value in the default session. Counterpart: {@code Tensor.eval}. */
  public EagerTensor eval(Feed... feeds) {
    return Session.requireDefault("evaluating \"" + name() + "\"").run(this, feeds);
  }

  @Override
  public boolean isReference() {
    return reference;
  }

  @Override
  public @Nullable TensorSpec handleSpec() {
    return handleSpec;
  }

  /** {@code op:0}. */
  @Override
  public String name() {
    return op.name() + ":" + outputIndex;
  }

  @Override
  public String toString() {
    return "Tensor(\"" + name() + "\", shape=" + shape() + ", dtype=" + dtype + ")";
  }
}
