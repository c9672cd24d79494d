package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sin;
import org.nd4j.linalg.factory.Nd4j;

/** Operations on one tensor, element by element, one row each: name, types, what ND4J is asked. */
public enum UnaryOps {
  NEG("Neg", false, (x, z) -> Nd4j.getExecutioner().exec(new Negative(x, z))),
  SIN("Sin", true, (x, z) -> Nd4j.getExecutioner().exec(new Sin(x, z))),
  EXP("Exp", true, (x, z) -> Nd4j.getExecutioner().exec(new Exp(x, z))),
  SQUARE("Square", false, (x, z) -> NdArrays.run("square", z, x)),
  TANH("Tanh", true, (x, z) -> NdArrays.run("tanh", z, x)),
  SIGMOID("Sigmoid", true, (x, z) -> NdArrays.run("sigmoid", z, x)),
  RELU(
      "Relu",
      false,
      (x, z) -> {
        Nd4j.getExecutioner()
            .exec(
                DynamicCustomOp.builder("relu")
                    .addInputs(x)
                    .addOutputs(z)
                    .addFloatingPointArguments(0.0)
                    .build());
        return z;
      });

  private final OpDef def;
  private final boolean floatsOnly;
  private final BinaryOperator<INDArray> nd4j;

  UnaryOps(String name, boolean floatsOnly, BinaryOperator<INDArray> nd4j) {
    this.floatsOnly = floatsOnly;
    this.nd4j = nd4j;
    this.def =
        OpDef.named(name)
            .inputs("x: T")
            .outputs("y: T")
            .infer(call -> List.of(call.shape(0)))
            .compute(call -> compute(call.input(0)))
            .gradientLater()
            .build();
  }

  /** All of them, for the registry. */
  public static List<OpDef> defs() {
    return Arrays.stream(values()).map(row -> row.def).toList();
  }

  public OpDef def() {
    return def;
  }

  public Tensor of(Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, def.name()))) {
      return def.call(scope.name(), Attrs.none(), ToTensor.of(x, null, "x"));
    }
  }

  private EagerTensor compute(EagerTensor x) {
    DType dtype = x.dtype();
    if (!dtype.isFloating() && (floatsOnly || !dtype.isInteger())) {
      throw new UnimplementedError("%s is not defined for %s".formatted(def.name(), dtype));
    }
    INDArray in = NdArrays.widened(x);
    INDArray out = NdArrays.allocate(in.dataType(), x.shape());
    return NdArrays.narrowed(x.shape().numElements() == 0 ? out : nd4j.apply(in, out), dtype);
  }
}
