package org.ckpt4j.ops.math;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operations on two tensors, element by element, one row each: registered name, the name nodes get,
 * ND4J's name.
 */
public enum Arithmetic {
  ADD(Result.SAME, "AddV2", "Add", "add", "add"),
  SUB(Result.SAME, "Sub", "Sub", "sub", "subtract"),
  MUL(Result.SAME, "Mul", "Mul", "mul", "multiply"),
  REAL_DIV(Result.SAME, "RealDiv", "RealDiv", "truediv", "realdiv"),
  POW(Result.SAME, "Pow", "Pow", "pow", "Pow"),
  MAXIMUM(Result.SAME, "Maximum", "Maximum", "Maximum", "maximum"),
  MINIMUM(Result.SAME, "Minimum", "Minimum", "Minimum", "minimum"),
  LESS(Result.BOOL, "Less", "Less", "Less", "less"),
  LESS_EQUAL(Result.BOOL, "LessEqual", "LessEqual", "LessEqual", "less_equal"),
  GREATER(Result.BOOL, "Greater", "Greater", "Greater", "greater"),
  GREATER_EQUAL(Result.BOOL, "GreaterEqual", "GreaterEqual", "GreaterEqual", "greater_equal");

  private enum Result {
    SAME,
    BOOL
  }

  private final Result result;
  private final OpDef def;
  private final String functionName;
  private final String operatorName;
  private final String nd4jName;

  Arithmetic(
      Result result, String opName, String functionName, String operatorName, String nd4jName) {
    this.result = result;
    this.functionName = functionName;
    this.operatorName = operatorName;
    this.nd4jName = nd4jName;
    OpDef.Builder builder =
        OpDef.named(opName)
            .inputs("x: T", "y: T")
            .outputs(isComparison() ? "z: bool" : "z: T")
            .infer(Broadcast::infer)
            .compute(call -> compute(call.input(0), call.input(1)));
    this.def =
        isComparison() ? builder.notDifferentiable().build() : builder.gradientLater().build();
  }

  private boolean isComparison() {
    return result == Result.BOOL;
  }

  /** All of them, for the registry. */
  public static List<OpDef> defs() {
    return java.util.Arrays.stream(values()).map(row -> row.def).toList();
  }

  public OpDef def() {
    return def;
  }

  /** As the function: {@code tf.add(x, y)}. */
  public Tensor of(Object x, Object y, OpOption... options) {
    return call(Named.among(options, functionName), x, y);
  }

  /** As the operator: {@code x + y}, whose nodes are named differently. */
  public Tensor operator(Object x, Object y) {
    return call(operatorName, x, y);
  }

  private Tensor call(String name, Object x, Object y) {
    try (NameScope scope = NameScope.enter(name)) {
      Tensor left;
      Tensor right;
      if (!(x instanceof org.ckpt4j.framework.Operand)
          && y instanceof org.ckpt4j.framework.Operand) {
        right = ToTensor.of(y, null, "y");
        left = ToTensor.beside(right.dtype(), x, "x");
      } else {
        left = ToTensor.of(x, null, "x");
        right = ToTensor.beside(left.dtype(), y, "y");
      }
      if (this == REAL_DIV && left.dtype().isInteger() && left.dtype() == right.dtype()) {
        // Python's true division: small integers become float32, others float64.
        DType quotient = left.dtype().width() <= 2 ? DType.FLOAT32 : DType.FLOAT64;
        left = Cast.of(left, quotient);
        right = Cast.of(right, quotient);
      }
      return def.call(scope.name(), Attrs.none(), left, right);
    }
  }

  /** The result for two values; what kernels of other operations use too. */
  public EagerTensor compute(EagerTensor x, EagerTensor y) {
    DType dtype = x.dtype();
    if (dtype == DType.STRING || dtype == DType.BOOL || (this == REAL_DIV && dtype.isInteger())) {
      throw new UnimplementedError("%s is not defined for %s".formatted(def.name(), dtype));
    }
    Shape shape = Broadcast.of(x.shape(), y.shape());
    if (shape == null) {
      throw new InvalidArgumentError(
          "%s: shapes %s and %s do not fit".formatted(def.name(), x.shape(), y.shape()));
    }
    if (ElementLoop.serves(dtype, shape)) {
      EagerTensor small = ElementLoop.compute(this, x, y, shape, isComparison());
      if (small != null) {
        return small;
      }
    }
    INDArray left = NdArrays.widened(x);
    INDArray right = NdArrays.widened(y);
    DType outType = isComparison() ? DType.BOOL : dtype;
    DataType type = isComparison() ? DataType.BOOL : left.dataType();
    INDArray out = NdArrays.allocate(type, shape);
    return NdArrays.narrowed(
        shape.numElements() == 0 ? out : NdArrays.run(nd4jName, out, left, right), outType);
  }

  static @Nullable Double ofDoubles(Arithmetic row, double x, double y) {
    return switch (row) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case REAL_DIV -> x / y;
      default -> null;
    };
  }

  static @Nullable Long ofLongs(Arithmetic row, long x, long y) {
    return switch (row) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      default -> null;
    };
  }
}
