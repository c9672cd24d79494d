package org.ckpt4j.ops;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Formulas of tensors, as gradients write them: operations by their registered names, each under
 * the name a graph gives it.
 */
public final class Formula {
  private Formula() {}

  /** Calls an operation of one output. */
  public static Tensor op(String name, Attrs attrs, Operand... operands) {
    return node(name, attrs, operands).output(0);
  }

  public static Tensor op(String name, Operand... operands) {
    return op(name, Attrs.none(), operands);
  }

  /** Calls an operation, whatever outputs it has. */
  public static Node node(String name, Attrs attrs, Operand... operands) {
    return StandardOps.registry()
        .find(name)
        .orElseThrow(
            () -> new UnsupportedOperationException("operation " + name + " is not supported"))
        .run(null, attrs, Arrays.asList(operands));
  }

  public static Tensor add(Operand x, Operand y) {
    return op("AddV2", x, y);
  }

  public static Tensor sub(Operand x, Operand y) {
    return op("Sub", x, y);
  }

  public static Tensor mul(Operand x, Operand y) {
    return op("Mul", x, y);
  }

  public static Tensor div(Operand x, Operand y) {
    return op("RealDiv", x, y);
  }

  public static Tensor neg(Operand x) {
    return op("Neg", x);
  }

  /** The conjugate of a complex tensor; any other as it is. */
  public static Tensor conj(Operand x) {
    return x.dtype().isComplex() ? op("Conj", x) : x.asTensor();
  }

  public static Tensor cast(Operand x, DType dtype) {
    return x.dtype() == dtype ? x.asTensor() : op("Cast", Attrs.of("DstT", dtype), x);
  }

  /** Sum along dimensions. */
  public static Tensor sum(Operand x, boolean keepDims, long... axes) {
    return op("Sum", Attrs.of("keep_dims", keepDims), x, ints(axes));
  }

  public static Tensor reshape(Operand x, Operand shape) {
    return op("Reshape", x, shape);
  }

  public static Tensor expandDims(Operand x, int axis) {
    return op("ExpandDims", x, scalar(DType.INT32, axis));
  }

  public static Tensor squeeze(Operand x, long axis) {
    return op("Squeeze", Attrs.of("squeeze_dims", List.of(axis)), x);
  }

  public static Tensor transpose(Operand x, long... permutation) {
    return op("Transpose", x, ints(permutation));
  }

  public static Tensor shape(Operand x) {
    return op("Shape", x);
  }

  public static Tensor zerosLike(Operand x) {
    return op("ZerosLike", x);
  }

  public static Tensor gather(Operand rows, Operand indices) {
    return op("GatherV2", rows, indices, scalar(DType.INT32, 0));
  }

  /** Where the condition holds one, elsewhere the other; shapes widen. */
  public static Tensor where(Operand condition, Operand yes, Operand no) {
    return op("SelectV2", condition, yes, no);
  }

  /** {@code shape(x)[begin:end]} and the like: a run of a vector. */
  public static Tensor slice(Operand vector, long begin, long size) {
    return op("Slice", vector, ints(begin), ints(size));
  }

  public static Tensor concat(Operand... parts) {
    Operand[] all = Arrays.copyOf(parts, parts.length + 1);
    all[parts.length] = scalar(DType.INT32, 0);
    return op("ConcatV2", all);
  }

  /** A constant vector of INT32. */
  public static Tensor ints(long... numbers) {
    return Const.of(ElementArrays.ints(numbers), null);
  }

  /** A constant number. */
  public static Tensor scalar(DType dtype, double value) {
    return Const.of(number(dtype, value), null);
  }

  private static EagerTensor number(DType dtype, double value) {
    return dtype.isComplex()
        ? ElementArrays.complexTensor(dtype, Shape.scalar(), new double[] {value, 0})
        : ElementArrays.scalar(dtype, value);
  }
}
