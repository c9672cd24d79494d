package org.ckpt4j.ops.math;

import static org.ckpt4j.ops.math.Expressions.zerosLike;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code Select} and {@code SelectV2}: one of two tensors, element by element, as a condition says.
 * The old one takes a condition of the same shape, or one for each row, or a single one; the new
 * one widens all three to one shape.
 */
public final class SelectOps {
  public static final OpDef SELECT =
      OpDef.named("Select")
          .inputs("condition: bool", "t: T", "e: T")
          .outputs("output: T")
          .infer(SelectOps::infer)
          .compute(SelectOps::select)
          .gradient(SelectOps::gradient)
          .build();

  public static final OpDef SELECT_V2 =
      OpDef.named("SelectV2")
          .inputs("condition: bool", "t: T", "e: T")
          .outputs("output: T")
          .infer(call -> List.of(widened(call)))
          .compute(SelectOps::selectWidened)
          .gradient(SelectOps::gradientV2)
          .build();

  private SelectOps() {}

  /** Counterpart: {@code tf.compat.v1.where} with three arguments. */
  public static Tensor select(
      Object condition, Object then, Object otherwise, OpOption... options) {
    return named(SELECT, Named.among(options, "Select"), condition, then, otherwise);
  }

  /** Counterpart: {@code tf.where} with three arguments. */
  public static Tensor of(Object condition, Object then, Object otherwise, OpOption... options) {
    return named(SELECT_V2, Named.among(options, "SelectV2"), condition, then, otherwise);
  }

  private static Tensor named(OpDef def, String name, Object condition, Object then, Object other) {
    try (NameScope scope = NameScope.enter(name)) {
      Tensor mask = ToTensor.of(condition, DType.BOOL, "condition");
      BinaryOp.Pair pair = BinaryOp.Pair.of(then, other, "t", "e");
      return def.call(scope.name(), Attrs.none(), mask, pair.x(), pair.y());
    }
  }

  private static List<Shape> infer(InferCall call) {
    Shape condition = call.shape(0);
    Shape data = Broadcast.merged(call.shape(1), call.shape(2));
    if (data == null) {
      throw call.invalid("shapes %s and %s are not equal", call.shape(1), call.shape(2));
    }
    if (!condition.hasKnownRank() || !data.hasKnownRank() || condition.rank() == 0) {
      return List.of(data);
    }
    boolean rows = condition.rank() == 1 && data.rank() > 0;
    Shape wanted = rows ? Shape.of(data.dim(0)) : data;
    Shape merged = Broadcast.merged(wanted, condition);
    if (merged == null) {
      throw call.invalid("a condition of shape %s does not fit shape %s", condition, data);
    }
    return List.of(rows ? data : merged);
  }

  private static Shape widened(InferCall call) {
    Shape data = Broadcast.of(call.shape(1), call.shape(2));
    Shape all = data == null ? null : Broadcast.of(call.shape(0), data);
    if (all == null) {
      throw call.invalid(
          "shapes %s, %s and %s do not fit", call.shape(0), call.shape(1), call.shape(2));
    }
    return all;
  }

  private static EagerTensor select(KernelCall call) {
    Shape condition = call.input(0).shape();
    Shape data = call.input(1).shape();
    boolean single = condition.rank() == 0;
    boolean rows = condition.rank() == 1 && data.rank() > 0;
    boolean fits = single || (rows ? condition.dim(0) == data.dim(0) : condition.equals(data));
    if (!fits || !data.equals(call.input(2).shape())) {
      throw new InvalidArgumentError(
          "Select: shapes %s, %s and %s do not fit"
              .formatted(condition, data, call.input(2).shape()));
    }
    if (single) {
      return call.input(0).booleanValue() ? call.input(1) : call.input(2);
    }
    if (!rows || data.rank() == 1) {
      return chosen(call, data, condition);
    }
    long[] column = new long[data.rank()];
    Arrays.fill(column, 1);
    column[0] = data.dim(0);
    return chosen(call, data, Shape.of(column));
  }

  private static EagerTensor selectWidened(KernelCall call) {
    Shape data = Broadcast.of(call.input(1).shape(), call.input(2).shape());
    Shape all = data == null ? null : Broadcast.of(call.input(0).shape(), data);
    if (all == null) {
      throw new InvalidArgumentError(
          "SelectV2: shapes %s, %s and %s do not fit"
              .formatted(call.input(0).shape(), call.input(1).shape(), call.input(2).shape()));
    }
    return chosen(call, all, call.input(0).shape());
  }

  private static EagerTensor chosen(KernelCall call, Shape out, Shape condition) {
    EagerTensor then = call.input(1);
    EagerTensor otherwise = call.input(2);
    DType dtype = then.dtype();
    ByteBuffer mask = ElementArrays.bytes(call.input(0));
    var loop = new BroadcastLoop(out, condition, then.shape(), otherwise.shape());
    int length = ElementArrays.length(out);
    if (dtype == DType.STRING) {
      byte[][] a = ElementArrays.strings(then);
      byte[][] b = ElementArrays.strings(otherwise);
      byte[][] result = new byte[length][];
      loop.forEach(
          (to, at, step, count) -> {
            for (int i = 0; i < count; i++) {
              result[to + i] =
                  mask.get(at[0] + i * step[0]) != 0
                      ? a[at[1] + i * step[1]]
                      : b[at[2] + i * step[2]];
            }
          });
      return ElementArrays.tensor(out, result);
    }
    if (dtype.width() == Integer.BYTES) {
      return chosenWords(then, otherwise, out, mask, loop, length);
    }
    ByteBuffer result = ElementArrays.allocate(dtype, length);
    ByteBuffer a = ElementArrays.bytes(then);
    ByteBuffer b = ElementArrays.bytes(otherwise);
    int width = dtype.width();
    loop.forEach(
        (to, at, step, count) -> {
          for (int i = 0; i < count; i++) {
            boolean first = mask.get(at[0] + i * step[0]) != 0;
            int from = first ? at[1] + i * step[1] : at[2] + i * step[2];
            copy(first ? a : b, from, result, to + i, width);
          }
        });
    return ElementArrays.tensor(dtype, out, result);
  }

  /** Elements of four bytes, of which most are. */
  private static EagerTensor chosenWords(
      EagerTensor then,
      EagerTensor otherwise,
      Shape out,
      ByteBuffer mask,
      BroadcastLoop loop,
      int length) {
    byte[] conditions = new byte[mask.remaining()];
    mask.get(conditions);
    int[] a = words(then);
    int[] b = words(otherwise);
    int[] result = new int[length];
    loop.forEach(
        (to, at, step, count) -> {
          for (int i = 0; i < count; i++) {
            // All ones where the condition holds: no branch to guess.
            int first = -conditions[at[0] + i * step[0]];
            result[to + i] = (a[at[1] + i * step[1]] & first) | (b[at[2] + i * step[2]] & ~first);
          }
        });
    ByteBuffer bytes = ElementArrays.allocate(then.dtype(), length);
    bytes.asIntBuffer().put(result);
    return ElementArrays.tensor(then.dtype(), out, bytes);
  }

  private static int[] words(EagerTensor x) {
    int[] out = new int[ElementArrays.length(x)];
    ElementArrays.bytes(x).asIntBuffer().get(out);
    return out;
  }

  private static void copy(ByteBuffer from, int i, ByteBuffer to, int j, int width) {
    switch (width) {
      case 1 -> to.put(j, from.get(i));
      case 2 -> to.putShort(2 * j, from.getShort(2 * i));
      case 4 -> to.putInt(4 * j, from.getInt(4 * i));
      case 8 -> to.putLong(8 * j, from.getLong(8 * i));
      default -> {
        for (int k = 0; k < width; k++) {
          to.put(width * j + k, from.get(width * i + k));
        }
      }
    }
  }

  private static List<@Nullable Tensor> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand given = dys.get(0);
    if (given == null) {
      return Arrays.asList(null, null, null);
    }
    Tensor dy = given.asTensor();
    Tensor condition = call.input(0);
    Tensor zeros = zerosLike(call.input(1));
    return Arrays.asList(
        null,
        SELECT.call(Attrs.none(), condition, dy, zeros),
        SELECT.call(Attrs.none(), condition, zeros, dy));
  }

  private static List<@Nullable Tensor> gradientV2(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand given = dys.get(0);
    if (given == null) {
      return Arrays.asList(null, null, null);
    }
    Tensor dy = given.asTensor();
    Tensor condition = call.input(0);
    Tensor zero = Expressions.number(dy.dtype(), 0);
    Tensor ofThen = Expressions.select(condition, dy, zero);
    Tensor ofOther = Expressions.select(condition, zero, dy);
    Tensor out = call.output(0);
    return Arrays.asList(
        null,
        Expressions.reduced(call.input(1), out, ofThen, null).get(0),
        Expressions.reduced(call.input(2), out, ofOther, null).get(0));
  }
}
