package org.ckpt4j.ops.random;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Operations that draw from a generator whose state a variable holds: the counter's low and high
 * half, and the key. Counterpart: what {@code tf.random.Generator} calls.
 */
final class GeneratorOps {
  private static final int STATE = 3;

  private static final OpDef UNIFORM =
      drawing("StatefulUniform", DType.FLOAT32, Distribution.UNIFORM::fill);
  private static final OpDef NORMAL =
      drawing("StatefulStandardNormalV2", DType.FLOAT32, Distribution.NORMAL::fill);
  private static final OpDef TRUNCATED_NORMAL =
      drawing("StatefulTruncatedNormal", DType.FLOAT32, Distribution.TRUNCATED_NORMAL::fill);
  private static final OpDef FULL_INT =
      drawing("StatefulUniformFullInt", DType.UINT64, Distribution::anyIntegers);
  private static final OpDef UNIFORM_INT =
      OpDef.named("StatefulUniformInt")
          .inputs("resource: resource", "algorithm: int64", "shape: shape_dtype")
          .inputs("minval: dtype", "maxval: dtype")
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE, DType.INT64)
          .attr("shape_dtype", AttrKind.TYPE, DType.INT64)
          .stateful()
          .infer(call -> List.of(RandomShapes.inferred(call, 2)))
          .compute(
              call -> {
                long low = Bounds.integer(call, 3);
                long high = Bounds.integer(call, 4);
                return draw(
                    call,
                    (dtype, shape, philox) ->
                        Distribution.integers(dtype, shape, philox, low, high));
              })
          .noGradient()
          .build();
  private static final OpDef SKIP =
      OpDef.named("RngSkip")
          .inputs("resource: resource", "algorithm: int64", "delta: int64")
          .stateful()
          .infer(call -> List.of())
          .act(
              call -> {
                StatelessStream.checkAlgorithm(call, Bounds.single(call, 1, "the algorithm"));
                advance(call, Bounds.single(call, 2, "delta"));
              })
          .noGradient()
          .build();
  private static final OpDef READ_AND_SKIP =
      OpDef.named("RngReadAndSkip")
          .inputs("resource: resource", "alg: int32", "delta: uint64")
          .outputs("value: int64")
          .stateful()
          .infer(call -> List.of(Shape.of(Shape.UNKNOWN_SIZE)))
          .compute(
              call -> {
                StatelessStream.checkAlgorithm(call, Bounds.single(call, 1, "the algorithm"));
                EagerTensor before = call.variable(0).read();
                advance(call, Bounds.single(call, 2, "delta"));
                return before;
              })
          .noGradient()
          .build();

  private GeneratorOps() {}

  static List<OpDef> all() {
    return List.of(UNIFORM, NORMAL, TRUNCATED_NORMAL, FULL_INT, UNIFORM_INT, SKIP, READ_AND_SKIP);
  }

  /** A shape's elements from a stream. */
  @FunctionalInterface
  private interface Filling {
    EagerTensor fill(DType dtype, Shape shape, Philox philox);
  }

  private static OpDef drawing(String name, DType usual, Filling filling) {
    return OpDef.named(name)
        .inputs("resource: resource", "algorithm: int64", "shape: shape_dtype")
        .outputs("output: dtype")
        .attr("dtype", AttrKind.TYPE, usual)
        .attr("shape_dtype", AttrKind.TYPE, DType.INT64)
        .stateful()
        .infer(call -> List.of(RandomShapes.inferred(call, 2)))
        .compute(call -> draw(call, filling))
        .noGradient()
        .build();
  }

  private static EagerTensor draw(KernelCall call, Filling filling) {
    StatelessStream.checkAlgorithm(call, Bounds.single(call, 1, "the algorithm"));
    Shape shape = RandomShapes.value(call, 2);
    Philox philox = advance(call, shape.numElements() * Distribution.RESERVED);
    return filling.fill(call.attr("dtype"), shape, philox);
  }

  /** Moves the variable's counter on, and gives the stream from where it was. */
  private static Philox advance(KernelCall call, long outputs) {
    VariableHandle variable = call.variable(0);
    synchronized (variable) {
      EagerTensor state = variable.read();
      if (state.dtype() != DType.INT64
          || state.shape().rank() != 1
          || state.shape().dim(0) < STATE) {
        throw new InvalidArgumentError(
            "%s: a generator's state is three numbers of int64, given %s"
                .formatted(call.def().name(), state.spec()));
      }
      long[] words = ElementArrays.longs(state);
      Philox now = new Philox(words[2], words[0], words[1]);
      Philox later = now.copy().skip(outputs);
      words[0] = later.counterLow();
      words[1] = later.counterHigh();
      variable.write(ElementArrays.tensor(DType.INT64, state.shape(), words));
      return now;
    }
  }
}
