package org.ckpt4j.gradients;

import static java.util.Map.entry;
import static org.ckpt4j.TF.constant;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.eager.GradientTape;
import org.ckpt4j.errors.LookupError;
import org.ckpt4j.framework.ArgDef;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.options.TapeOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/**
 * The registered gradients agree with finite differences: of every operation that takes nothing but
 * tensors of one floating type, and of others by a recipe.
 */
class FiniteDifferenceTest {
  private static final double STEP = 1e-6;

  /** Operations that such inputs do not suit, and why. */
  private static final Map<String, String> UNSUITED =
      Map.ofEntries(
          entry("Acosh", "is defined from one on; tried by recipe"),
          entry("BandedTriangularSolve", "has no gradient here yet"),
          entry("BatchCholesky", "takes symmetric matrices"),
          entry("Cholesky", "takes symmetric matrices"),
          entry("BiasAdd", "takes a vector; tried by recipe"),
          entry("BiasAddV1", "takes a vector"),
          entry("MatrixSquareRoot", "has no gradient here yet"),
          entry("Polygamma", "is defined for whole orders"),
          entry("QuantizeAndDequantizeV2", "rounds, and passes gradients on as if it did not"),
          entry("QuantizeAndDequantizeV4", "rounds, and passes gradients on as if it did not"),
          entry("QuantizeAndDequantizeV4Grad", "has no gradient here yet"),
          entry("TridiagonalMatMul", "takes three diagonals"),
          entry("Zeta", "is defined beyond one"),
          entry(
              "SoftmaxCrossEntropyWithLogits",
              "TensorFlow's gradient leaves out what labels do to its second output"));

  private final Random random = new Random(20261121);

  private record Case(String op, Attrs attrs, List<Tensor> inputs) {}

  private Tensor uniform(double low, double high, long... dims) {
    Shape shape = Shape.of(dims);
    double[] values = new double[(int) shape.numElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * random.nextDouble();
    }
    return constant(values, DType.FLOAT64, shape);
  }

  private static OpDef def(String op) {
    return StandardOps.registry().find(op).orElseThrow();
  }

  /** The worst disagreement of a case, as a sentence; empty if there is none. */
  private String disagreement(Case given) {
    List<Operand> floats = new ArrayList<>();
    for (Tensor input : given.inputs) {
      if (input.dtype() == DType.FLOAT64) {
        floats.add(input);
      }
    }
    GradientTape tape = new GradientTape();
    List<? extends Tensor> outputs;
    try (var recording = tape.enter()) {
      tape.watch(floats);
      outputs = def(given.op).run(null, given.attrs, given.inputs).outputs();
    }
    List<Tensor> targets = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (Tensor output : outputs) {
      if (output.dtype() == DType.FLOAT64) {
        targets.add(output);
        weights.add(uniform(-1, 1, output.shape().dims()));
      }
    }
    List<Operand> gradients = tape.gradient(targets, floats, TapeOption.outputGradients(weights));
    for (int i = 0; i < floats.size(); i++) {
      Operand gradient = gradients.get(i);
      if (gradient == null) {
        continue;
      }
      double[] found = ElementArrays.doubles((EagerTensor) gradient.asTensor());
      for (int element = 0; element < found.length; element++) {
        Tensor at = (Tensor) floats.get(i);
        double expected =
            (weighted(given, at, element, STEP, weights)
                    - weighted(given, at, element, -STEP, weights))
                / (2 * STEP);
        if (!(Math.abs(found[element] - expected) <= 1e-4 * (1 + Math.abs(expected)))) {
          return "%s: input %d element %d: gradient %s, difference %s"
              .formatted(given.op, i, element, found[element], expected);
        }
      }
    }
    return "";
  }

  /** The weighted sum of the outputs, with one element of one input moved. */
  private static double weighted(
      Case given, Tensor moved, int element, double by, List<Tensor> weights) {
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor input : given.inputs) {
      if (input == moved) {
        double[] values = ElementArrays.doubles((EagerTensor) input).clone();
        values[element] += by;
        inputs.add(constant(values, DType.FLOAT64, input.shape()));
      } else {
        inputs.add(input);
      }
    }
    double sum = 0;
    int at = 0;
    for (Tensor output : def(given.op).run(null, given.attrs, inputs).outputs()) {
      if (output.dtype() == DType.FLOAT64) {
        double[] values = ElementArrays.doubles((EagerTensor) output);
        double[] weight = ElementArrays.doubles((EagerTensor) weights.get(at++));
        for (int i = 0; i < values.length; i++) {
          sum += values[i] * weight[i];
        }
      }
    }
    return sum;
  }

  /** Takes tensors of one floating type and needs no attribute but it. */
  private static boolean isPlain(OpDef def) {
    if (def.isStateful() || def.inputs().isEmpty()) {
      return false;
    }
    String type = def.inputs().get(0).typeAttr();
    for (ArgDef arg : def.inputs()) {
      if (arg.list() || arg.reference() || type == null || !type.equals(arg.typeAttr())) {
        return false;
      }
    }
    for (Map.Entry<String, AttrKind> attr : def.attrKinds().entrySet()) {
      if (attr.getValue() != AttrKind.TYPE && def.defaultOf(attr.getKey()) == null) {
        return false;
      }
    }
    return def.attrKinds().values().stream().filter(kind -> kind == AttrKind.TYPE).count() == 1
        && def.limit(type).map(limit -> limit.fault(DType.FLOAT64) == null).orElse(false);
  }

  @Test
  void operationsOnTensorsOfOneType() {
    Set<String> tried = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (OpDef def : StandardOps.registry().all()) {
      if (!def.isDifferentiable() || !isPlain(def) || UNSUITED.containsKey(def.name())) {
        continue;
      }
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < def.inputs().size(); i++) {
        inputs.add(uniform(0.15 + 0.2 * i, 0.3 + 0.2 * i, 3, 3));
      }
      try {
        String fault = disagreement(new Case(def.name(), Attrs.none(), inputs));
        tried.add(def.name());
        if (!fault.isEmpty()) {
          wrong.add(fault);
        }
      } catch (LookupError none) {
        continue; // TensorFlow has no gradient of it either
      } catch (RuntimeException e) {
        wrong.add(def.name() + " threw " + e);
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(tried.size() >= 60, "only these were tried: " + tried);
  }

  @Test
  void operationsByRecipe() {
    List<String> wrong = new ArrayList<>();
    for (Case each : recipes()) {
      try {
        String fault = disagreement(each);
        if (!fault.isEmpty()) {
          wrong.add(fault);
        }
      } catch (RuntimeException e) {
        wrong.add(each.op + " threw " + e);
      }
    }

    assertEquals(List.of(), wrong);
  }

  private List<Case> recipes() {
    Tensor square = uniform(0.1, 0.9, 3, 3);
    Tensor box = uniform(0.1, 0.9, 2, 3, 4);
    Tensor image = uniform(0.1, 0.9, 1, 4, 4, 2);
    Attrs none = Attrs.none();
    Tensor zero = constant(0);
    Tensor one = constant(1);
    List<Case> all = new ArrayList<>();
    all.add(new Case("MatMul", none, List.of(square, uniform(-1, 1, 3, 2))));
    all.add(
        new Case(
            "MatMul",
            Attrs.of("transpose_a", true, "transpose_b", true),
            List.of(square, uniform(-1, 1, 2, 3))));
    all.add(new Case("BatchMatMulV2", none, List.of(box, uniform(-1, 1, 4, 2))));
    all.add(
        new Case("BatchMatMulV2", Attrs.of("adj_x", true), List.of(box, uniform(-1, 1, 2, 3, 2))));
    for (String reduction : List.of("Sum", "Mean", "Prod", "Max", "Min")) {
      all.add(new Case(reduction, none, List.of(box, one)));
      all.add(new Case(reduction, Attrs.of("keep_dims", true), List.of(box, zero)));
    }
    all.add(new Case("AddV2", none, List.of(box, uniform(-1, 1, 3, 1))));
    all.add(new Case("Mul", none, List.of(uniform(-1, 1, 4), box)));
    all.add(new Case("RealDiv", none, List.of(box, uniform(0.5, 1, 1, 4))));
    all.add(new Case("Maximum", none, List.of(uniform(0, 1, 2, 3, 1), box)));
    all.add(new Case("Cumsum", none, List.of(box, one)));
    all.add(new Case("Cumprod", Attrs.of("reverse", true), List.of(box, one)));
    all.add(new Case("Reshape", none, List.of(box, constant(new int[] {6, 4}))));
    all.add(new Case("Transpose", none, List.of(box, constant(new int[] {2, 0, 1}))));
    all.add(new Case("ExpandDims", none, List.of(box, one)));
    all.add(new Case("Squeeze", none, List.of(uniform(0, 1, 2, 1, 3))));
    all.add(new Case("ConcatV2", none, List.of(box, uniform(0, 1, 2, 1, 4), one)));
    all.add(new Case("Pack", Attrs.of("axis", 1), List.of(square, uniform(0, 1, 3, 3))));
    all.add(new Case("Unpack", Attrs.of("num", 3, "axis", 1), List.of(box)));
    all.add(new Case("Split", Attrs.of("num_split", 2), List.of(constant(2), box)));
    all.add(
        new Case(
            "Slice",
            none,
            List.of(box, constant(new int[] {0, 1, 1}), constant(new int[] {2, 2, 2}))));
    all.add(
        new Case(
            "StridedSlice",
            none,
            List.of(
                box,
                constant(new int[] {0, 2}),
                constant(new int[] {2, 0}),
                constant(new int[] {1, -1}))));
    Tensor margins = constant(new int[][] {{1, 0}, {0, 2}});
    all.add(new Case("Pad", none, List.of(square, margins)));
    all.add(new Case("MirrorPad", Attrs.of("mode", "REFLECT"), List.of(square, margins)));
    all.add(new Case("Tile", none, List.of(square, constant(new int[] {2, 3}))));
    all.add(
        new Case("BroadcastTo", none, List.of(uniform(0, 1, 3, 1), constant(new int[] {3, 4}))));
    all.add(new Case("GatherV2", none, List.of(box, constant(new int[] {2, 0, 2}), one)));
    all.add(new Case("GatherNd", none, List.of(square, constant(new int[][] {{0, 1}, {2, 2}}))));
    all.add(
        new Case(
            "SelectV2",
            none,
            List.of(constant(new boolean[] {true, false, true}), square, uniform(0, 1, 3, 3))));
    all.add(new Case("Softmax", none, List.of(square)));
    all.add(new Case("LogSoftmax", none, List.of(square)));
    all.add(new Case("BiasAdd", none, List.of(image, uniform(0, 1, 2))));
    Attrs window = Attrs.of("strides", List.of(1L, 2L, 2L, 1L), "padding", "SAME");
    all.add(new Case("Conv2D", window, List.of(image, uniform(-1, 1, 3, 3, 2, 2))));
    all.add(new Case("DepthwiseConv2dNative", window, List.of(image, uniform(-1, 1, 3, 3, 2, 2))));
    Attrs pool = window.with("ksize", List.of(1L, 2L, 2L, 1L));
    all.add(new Case("AvgPool", pool, List.of(image)));
    all.add(new Case("MaxPool", pool, List.of(image)));
    all.add(
        new Case(
            "SparseSoftmaxCrossEntropyWithLogits",
            none,
            List.of(square, constant(new int[] {0, 2, 1}))));
    all.add(
        new Case(
            "UnsortedSegmentSum",
            none,
            List.of(square, constant(new int[] {0, 1, 0}), constant(2))));
    all.add(new Case("SegmentMean", none, List.of(square, constant(new int[] {0, 0, 1}))));
    all.add(new Case("ReverseV2", none, List.of(box, constant(new int[] {1}))));
    all.add(new Case("TopKV2", none, List.of(square, constant(2))));
    all.add(new Case("L2Loss", none, List.of(square)));
    all.add(new Case("Acosh", none, List.of(uniform(1.5, 3, 4))));
    all.add(new Case("BesselY0", none, List.of(uniform(1, 3, 4))));
    all.add(new Case("Einsum", Attrs.of("equation", "ab,bc->ac"), List.of(square, square)));
    return all;
  }
}
