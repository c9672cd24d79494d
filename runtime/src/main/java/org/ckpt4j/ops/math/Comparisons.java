package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.OpDef;

/** Comparisons, logic and bits of two tensors, element by element: a row an operation. */
public final class Comparisons {
  public static final BinaryOp LESS =
      BinaryOp.row("Less")
          .types(NumberTypes.REALS)
          .toBool()
          .real((x, y) -> x < y ? 1 : 0)
          .floatTest((x, y) -> x < y)
          .whole((x, y, dtype) -> Integers.compare(x, y, dtype) < 0 ? 1 : 0)
          .notDifferentiable();

  public static final BinaryOp LESS_EQUAL =
      BinaryOp.row("LessEqual")
          .types(NumberTypes.REALS)
          .toBool()
          .real((x, y) -> x <= y ? 1 : 0)
          .floatTest((x, y) -> x <= y)
          .whole((x, y, dtype) -> Integers.compare(x, y, dtype) <= 0 ? 1 : 0)
          .notDifferentiable();

  public static final BinaryOp GREATER =
      BinaryOp.row("Greater")
          .types(NumberTypes.REALS)
          .toBool()
          .real((x, y) -> x > y ? 1 : 0)
          .floatTest((x, y) -> x > y)
          .whole((x, y, dtype) -> Integers.compare(x, y, dtype) > 0 ? 1 : 0)
          .notDifferentiable();

  public static final BinaryOp GREATER_EQUAL =
      BinaryOp.row("GreaterEqual")
          .types(NumberTypes.REALS)
          .toBool()
          .real((x, y) -> x >= y ? 1 : 0)
          .floatTest((x, y) -> x >= y)
          .whole((x, y, dtype) -> Integers.compare(x, y, dtype) >= 0 ? 1 : 0)
          .notDifferentiable();

  public static final BinaryOp EQUAL =
      BinaryOp.row("Equal")
          .ifNoFit(false)
          .toBool()
          .real((x, y) -> x == y ? 1 : 0)
          .floatTest((x, y) -> x == y)
          .whole((x, y, dtype) -> x == y ? 1 : 0)
          .complex((x, y) -> truth(same(x, y)))
          .bytes((x, y) -> BinaryOp.truth(Arrays.equals(x, y)))
          .notDifferentiable();

  public static final BinaryOp NOT_EQUAL =
      BinaryOp.row("NotEqual")
          .ifNoFit(true)
          .toBool()
          .real((x, y) -> x != y ? 1 : 0)
          .floatTest((x, y) -> x != y)
          .whole((x, y, dtype) -> x != y ? 1 : 0)
          .complex((x, y) -> truth(!same(x, y)))
          .bytes((x, y) -> BinaryOp.truth(!Arrays.equals(x, y)))
          .notDifferentiable();

  public static final BinaryOp APPROXIMATE_EQUAL =
      BinaryOp.row("ApproximateEqual")
          .types(NumberTypes.NUMBERTYPE)
          .attr("tolerance", AttrKind.FLOAT, 1e-5f)
          .equalShapes()
          .toBool()
          .realOf(
              call -> {
                float tolerance = call.<Float>attr("tolerance");
                return (x, y, dtype) ->
                    NumberTypes.rounded(dtype, Math.abs(NumberTypes.rounded(dtype, x - y)))
                            < NumberTypes.rounded(dtype, tolerance)
                        ? 1
                        : 0;
              })
          .whole((x, y, dtype) -> x == y ? 1 : 0)
          .notDifferentiable();

  public static final BinaryOp LOGICAL_AND =
      BinaryOp.row("LogicalAnd", "x: bool", "y: bool", "z")
          .names("LogicalAnd", "and")
          .toBool()
          .whole((x, y, dtype) -> x & y)
          .notDifferentiable();

  public static final BinaryOp LOGICAL_OR =
      BinaryOp.row("LogicalOr", "x: bool", "y: bool", "z")
          .names("LogicalOr", "or")
          .toBool()
          .whole((x, y, dtype) -> x | y)
          .notDifferentiable();

  public static final BinaryOp BITWISE_AND =
      BinaryOp.row("BitwiseAnd")
          .names("BitwiseAnd", "and")
          .types(NumberTypes.INTEGERS)
          .whole((x, y, dtype) -> x & y)
          .notDifferentiable();

  public static final BinaryOp BITWISE_OR =
      BinaryOp.row("BitwiseOr")
          .names("BitwiseOr", "or")
          .types(NumberTypes.INTEGERS)
          .whole((x, y, dtype) -> x | y)
          .notDifferentiable();

  public static final BinaryOp BITWISE_XOR =
      BinaryOp.row("BitwiseXor")
          .names("BitwiseXor", "xor")
          .types(NumberTypes.INTEGERS)
          .whole((x, y, dtype) -> x ^ y)
          .notDifferentiable();

  public static final BinaryOp LEFT_SHIFT =
      BinaryOp.row("LeftShift")
          .types(NumberTypes.INTEGERS)
          .whole(Integers::leftShift)
          .notDifferentiable();

  public static final BinaryOp RIGHT_SHIFT =
      BinaryOp.row("RightShift")
          .types(NumberTypes.INTEGERS)
          .whole(Integers::rightShift)
          .notDifferentiable();

  private Comparisons() {}

  static List<OpDef> defs() {
    return Stream.of(
            LESS,
            LESS_EQUAL,
            GREATER,
            GREATER_EQUAL,
            EQUAL,
            NOT_EQUAL,
            APPROXIMATE_EQUAL,
            LOGICAL_AND,
            LOGICAL_OR,
            BITWISE_AND,
            BITWISE_OR,
            BITWISE_XOR,
            LEFT_SHIFT,
            RIGHT_SHIFT)
        .map(BinaryOp::def)
        .toList();
  }

  private static Complex truth(boolean value) {
    return new Complex(value ? 1 : 0, 0);
  }

  private static boolean same(Complex x, Complex y) {
    return x.real() == y.real() && x.imaginary() == y.imaginary();
  }
}
