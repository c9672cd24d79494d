package org.ckpt4j.ops.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code Einsum}: sums of products of one or two tensors, as an equation of labels says. */
public final class Einsum {
  static final OpDef DEF =
      OpDef.named("Einsum")
          .inputs("inputs: N * T")
          .outputs("output: T")
          .attr("equation", AttrKind.STRING)
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .infer(Einsum::infer)
          .compute(Einsum::compute)
          .gradient(Einsum::gradient)
          .build();

  private Einsum() {}

  /** Counterpart: {@code tf.einsum} of one or two tensors, with the output written out. */
  public static Tensor of(String equation, List<?> inputs, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "einsum"))) {
      List<Operand> operands = new ArrayList<>();
      for (Object input : inputs) {
        operands.add(ToTensor.of(input, null, "inputs"));
      }
      return DEF.call("Einsum", Attrs.of("equation", equation), operands.toArray(Operand[]::new));
    }
  }

  private static List<Shape> infer(InferCall call) {
    Function<String, RuntimeException> fault = message -> call.invalid("%s", message);
    EinsumEquation equation = EinsumEquation.parse(call.attr("equation"), fault);
    if (equation.inputs().size() != call.numInputs()) {
      throw call.invalid(
          "an equation of %d inputs, given %d", equation.inputs().size(), call.numInputs());
    }
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < call.numInputs(); i++) {
      if (!call.shape(i).hasKnownRank()) {
        return List.of(Shape.unknown());
      }
      shapes.add(call.shape(i));
    }
    Map<Integer, Long> sizes = equation.sizes(shapes, fault);
    return List.of(EinsumEquation.shape(equation.outputLabels(sizes, fault), sizes));
  }

  private static EagerTensor compute(KernelCall call) {
    Function<String, RuntimeException> fault = message -> call.invalid("%s", message);
    EinsumEquation equation = EinsumEquation.parse(call.attr("equation"), fault);
    int n = call.numInputs();
    if (n > 2 || equation.inputs().size() != n) {
      throw new UnimplementedError("Einsum takes one or two tensors, given " + n);
    }
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      shapes.add(call.input(i).shape());
    }
    Map<Integer, Long> sizes = equation.sizes(shapes, fault);
    int[] output = equation.outputLabels(sizes, fault);
    Shape shape = EinsumEquation.shape(output, sizes);
    EagerTensor a = call.input(0);
    EagerTensor b = n == 2 ? call.input(1) : null;
    int[] labels = ordered(sizes, output);
    Loop loop =
        new Loop(
            Arrays.stream(labels).mapToLong(sizes::get).mapToInt(Math::toIntExact).toArray(),
            strides(
                labels,
                EinsumEquation.labels(equation.inputs().get(0), shapes.get(0).rank(), fault),
                shapes.get(0)),
            b == null
                ? new int[labels.length]
                : strides(
                    labels,
                    EinsumEquation.labels(equation.inputs().get(1), shapes.get(1).rank(), fault),
                    shapes.get(1)),
            strides(labels, output, shape));
    int size = ElementArrays.length(shape);
    DType dtype = a.dtype();
    if (dtype.isFloating()) {
      double[] x = ElementArrays.doubles(a);
      double[] y = b == null ? new double[] {1} : ElementArrays.doubles(b);
      double[] z = new double[size];
      loop.run((i, j, k) -> z[k] += x[i] * y[j]);
      return ElementArrays.tensor(dtype, shape, z);
    }
    if (dtype.isComplex()) {
      double[] x = ElementArrays.complex(a);
      double[] y = b == null ? new double[] {1, 0} : ElementArrays.complex(b);
      double[] z = new double[2 * size];
      loop.run(
          (i, j, k) -> {
            z[2 * k] += x[2 * i] * y[2 * j] - x[2 * i + 1] * y[2 * j + 1];
            z[2 * k + 1] += x[2 * i] * y[2 * j + 1] + x[2 * i + 1] * y[2 * j];
          });
      return ElementArrays.complexTensor(dtype, shape, z);
    }
    if (!dtype.isInteger()) {
      throw new UnimplementedError("Einsum is not defined for " + dtype);
    }
    long[] x = ElementArrays.longs(a);
    long[] y = b == null ? new long[] {1} : ElementArrays.longs(b);
    long[] z = new long[size];
    loop.run((i, j, k) -> z[k] += x[i] * y[j]);
    return ElementArrays.tensor(dtype, shape, z);
  }

  /** All labels: those that are summed first, those of the output last, in its order. */
  private static int[] ordered(Map<Integer, Long> sizes, int[] output) {
    List<Integer> kept = Arrays.stream(output).distinct().boxed().toList();
    List<Integer> all = new ArrayList<>(sizes.keySet());
    all.removeAll(kept);
    all.addAll(kept);
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  /** How far a step along each label moves in a tensor; repeated labels move along a diagonal. */
  private static int[] strides(int[] labels, int[] own, Shape shape) {
    int[] strides = new int[labels.length];
    int step = 1;
    for (int d = own.length - 1; d >= 0; d--) {
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] == own[d] && shape.dim(d) != 1) {
          strides[i] += step;
        }
      }
      step *= Math.toIntExact(shape.dim(d));
    }
    return strides;
  }

  /** A step of the sum: the elements of both inputs and of the output. */
  private interface Step {
    void at(int a, int b, int out);
  }

  @SuppressWarnings("ArrayRecordComponent") // used at once
  private record Loop(int[] sizes, int[] a, int[] b, int[] out) {
    void run(Step step) {
      for (int size : sizes) {
        if (size == 0) {
          return;
        }
      }
      run(step, 0, 0, 0, 0);
    }

    private void run(Step step, int level, int i, int j, int k) {
      if (level == sizes.length) {
        step.at(i, j, k);
        return;
      }
      for (int n = 0; n < sizes[level]; n++) {
        run(step, level + 1, i + n * a[level], j + n * b[level], k + n * out[level]);
      }
    }
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    String[] sides = call.<String>attr("equation").replace(" ", "").split("->", -1);
    String[] in = sides[0].split(",", -1);
    if (in.length == 1) {
      return Arrays.asList(spread(dy, sides[1], in[0], call.input(0)));
    }
    return Arrays.asList(
        of(call, dy, sides[1], in[0], in[1], 0), of(call, dy, sides[1], in[1], in[0], 1));
  }

  private static Tensor of(
      GradientCall call, Tensor dy, String output, String mine, String others, int input) {
    Tensor x = call.input(input);
    Tensor other = Formula.conj(call.input(1 - input));
    boolean dots = output.contains("...");
    StringBuilder left = new StringBuilder(dots ? "..." : "");
    for (char c : mine.replace(".", "").toCharArray()) {
      if ((output.indexOf(c) >= 0 || others.indexOf(c) >= 0) && left.indexOf("" + c) < 0) {
        left.append(c);
      }
    }
    Tensor product = einsum(output + "," + others + "->" + left, dy, other);
    if (dots) {
      int named = left.length() - 3;
      product = narrowed(product, named, x, mine);
      if (!mine.contains("...")) {
        left.delete(0, 3);
      }
    }
    return spread(product, left.toString(), mine, x);
  }

  /** Sums the leading dimensions of an ellipsis along which this input widened. */
  private static Tensor narrowed(Tensor product, int named, Tensor x, String mine) {
    int spread = mine.contains("...") ? x.shape().rank() - (mine.length() - 3) : 0;
    int start = Math.max(mine.indexOf("..."), 0);
    Tensor all = Formula.shape(product);
    int wide = product.shape().rank() - named;
    Tensor own = Formula.slice(Formula.shape(x), start, spread);
    Node axes =
        Formula.node("BroadcastGradientArgs", Attrs.none(), own, Formula.slice(all, 0, wide));
    Tensor summed = Formula.op("Sum", product, axes.output(0));
    return Formula.reshape(summed, Formula.concat(own, Formula.slice(all, wide, named)));
  }

  /** What has fewer labels than the input, or in another order, in the input's shape. */
  private static Tensor spread(Tensor gradient, String labels, String mine, Tensor x) {
    if (labels.equals(mine)) {
      return gradient;
    }
    String plain = mine.replace(".", "");
    boolean same =
        plain.length() == labels.replace(".", "").length()
            && plain.chars().distinct().count() == plain.length();
    return same
        ? einsum(labels + "->" + mine, gradient)
        : einsum(labels + "," + mine + "->" + mine, gradient, Formula.op("OnesLike", x));
  }

  private static Tensor einsum(String equation, Operand... operands) {
    return DEF.call(Attrs.of("equation", equation), operands);
  }
}
