package org.ckpt4j.ops.math;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** {@code Sum}: the sum along some dimensions. */
public final class Sum {
  public static final OpDef DEF =
      OpDef.named("Sum")
          .inputs("input: T", "reduction_indices: Tidx")
          .outputs("output: T")
          .attr("keep_dims", AttrKind.BOOL, false)
          .attr("Tidx", AttrKind.TYPE, DType.INT32)
          .infer(Sum::infer)
          .compute(Sum::compute)
          .gradientLater()
          .build();

  private Sum() {}

  /** The sum of all elements. Counterpart: {@code tf.reduce_sum}. */
  public static Tensor of(Object input, OpOption... options) {
    Tensor tensor = ToTensor.of(input, null, "input");
    try (NameScope scope = NameScope.enter(Named.among(options, "Sum"))) {
      int[] all = new int[tensor.shape().hasKnownRank() ? tensor.shape().rank() : 0];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      if (!tensor.shape().hasKnownRank()) {
        throw new UnsupportedOperationException(
            "the sum of a tensor of unknown rank is not supported yet; set its shape");
      }
      Tensor axes = ToTensor.of(all, DType.INT32, "Const");
      return DEF.call(scope.name(), Attrs.none(), tensor, axes);
    }
  }

  private static List<Shape> infer(InferCall call) {
    RawTensor axes = call.constant(1);
    if (axes == null || !call.shape(0).hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    boolean keep = call.<Boolean>attr("keep_dims");
    Shape shape = reduced(call.shape(0), axes, keep);
    if (shape == null) {
      throw call.invalid("a dimension to sum does not exist in shape %s", call.shape(0));
    }
    return List.of(shape);
  }

  private static @Nullable Shape reduced(Shape in, RawTensor axes, boolean keep) {
    TreeSet<Integer> dropped = dimensions(in, axes);
    if (dropped == null) {
      return null;
    }
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      if (!dropped.contains(i)) {
        dims.add(in.dim(i));
      } else if (keep) {
        dims.add(1L);
      }
    }
    return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  private static @Nullable TreeSet<Integer> dimensions(Shape in, RawTensor axes) {
    RawTensor wide = Conversion.convert(axes, DType.INT64);
    TreeSet<Integer> out = new TreeSet<>();
    for (int i = 0; i < wide.shape().numElements(); i++) {
      long axis = wide.bytes().window(8L * i, 8).getLong(0);
      long resolved = axis < 0 ? axis + in.rank() : axis;
      if (resolved < 0 || resolved >= in.rank()) {
        return null;
      }
      out.add((int) resolved);
    }
    return out;
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    DType dtype = in.dtype();
    if (!dtype.isFloating() && !dtype.isInteger()) {
      throw new UnimplementedError("Sum is not defined for " + dtype);
    }
    boolean keep = call.<Boolean>attr("keep_dims");
    TreeSet<Integer> axes = dimensions(in.shape(), call.input(1).raw());
    Shape shape = reduced(in.shape(), call.input(1).raw(), keep);
    if (axes == null || shape == null) {
      throw new InvalidArgumentError("Sum: a dimension does not exist in shape " + in.shape());
    }
    // ND4J takes no dimensions as all of them; TF as none.
    if (axes.isEmpty()) {
      return in;
    }
    INDArray array = NdArrays.widened(in);
    if (in.shape().numElements() == 0) {
      return NdArrays.narrowed(Nd4j.zeros(array.dataType(), shape.dims()), dtype);
    }
    INDArray out = NdArrays.allocate(array.dataType(), shape);
    Nd4j.getExecutioner()
        .exec(
            DynamicCustomOp.builder("reduce_sum")
                .addInputs(array)
                .addOutputs(out)
                .addIntegerArguments(axes.stream().mapToInt(Integer::intValue).toArray())
                .addBooleanArguments(keep)
                .build());
    return NdArrays.narrowed(out, dtype);
  }
}
