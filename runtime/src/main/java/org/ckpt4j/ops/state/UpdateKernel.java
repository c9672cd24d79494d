package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Runs an {@link UpdateRule} over a variable, its slots and a gradient, or over some rows of them.
 */
final class UpdateKernel {
  private UpdateKernel() {}

  static void run(
      KernelCall call, int variables, UpdateInputs places, UpdateRule rule, boolean reference) {
    VariableHandle variable = call.variable(0);
    EagerTensor gradient = call.input(places.gradient());
    synchronized (variable) {
      Shape shape = requireValues(call, variables);
      double[] numbers = numbers(call, places);
      long[] rows = null;
      if (places.indices() < 0) {
        if (!gradient.shape().equals(shape)) {
          throw wrong(call, "a gradient of shape %s".formatted(gradient.shape()), shape);
        }
      } else {
        rows = rows(call, places, shape, gradient.shape());
      }
      if (gradient.shape().numElements() == 0) {
        return;
      }
      DType dtype = gradient.dtype();
      for (int i = 0; i < variables; i++) {
        VariableElements.requireType(call.variable(i), call.variable(i).read(), dtype);
      }
      ByteBuffer slope = ElementArrays.bytes(gradient);
      long[] chosen = rows;
      withElements(
          call,
          variables,
          new ArrayList<>(),
          bytes -> {
            Lanes lanes =
                dtype == DType.FLOAT64
                    ? new DoubleLanes(bytes, slope, numbers, rule)
                    : new FloatLanes(dtype, bytes, slope, numbers, rule);
            if (chosen == null) {
              lanes.update(0, 0, (int) shape.numElements());
              return;
            }
            int length = (int) (shape.numElements() / shape.dim(0));
            for (int i = 0; i < chosen.length; i++) {
              lanes.update((int) chosen[i] * length, i * length, length);
            }
          });
    }
  }

  /** Opens the variables from the one after those that are open, and then runs the update. */
  private static void withElements(
      KernelCall call, int variables, List<ByteBuffer> open, Consumer<List<ByteBuffer>> update) {
    if (open.size() == variables) {
      update.accept(open);
      return;
    }
    VariableHandle next = call.variable(open.size());
    VariableElements.change(
        next,
        next.read().dtype(),
        elements -> {
          open.add(elements.bytes());
          withElements(call, variables, open, update);
        });
  }

  private static Shape requireValues(KernelCall call, int variables) {
    DType dtype = call.attr("T");
    if (!dtype.isFloating()) {
      throw new UnimplementedError(
          "%s is not defined for %s; use a floating type".formatted(call.def().name(), dtype));
    }
    Shape shape = null;
    for (int i = 0; i < variables; i++) {
      VariableHandle each = call.variable(i);
      if (!each.isInitialized()) {
        throw new FailedPreconditionError(
            "%s: variable \"%s\" (%s) has no value; run its initializer, assign it, or restore it first"
                .formatted(call.def().name(), each.name(), each.spec()));
      }
      if (shape != null && !each.read().shape().equals(shape)) {
        throw wrong(
            call, "slot \"%s\" of shape %s".formatted(each.name(), each.read().shape()), shape);
      }
      shape = each.read().shape();
    }
    return java.util.Objects.requireNonNull(shape);
  }

  private static double[] numbers(KernelCall call, UpdateInputs places) {
    double[] numbers = new double[places.numbers().size()];
    for (int i = 0; i < numbers.length; i++) {
      EagerTensor number = call.input(places.numbers().get(i));
      if (!number.shape().isScalar()) {
        throw new InvalidArgumentError(
            "%s: input %d must be a scalar, not of shape %s"
                .formatted(call.def().name(), places.numbers().get(i), number.shape()));
      }
      numbers[i] = number.doubleValue();
    }
    return numbers;
  }

  private static long[] rows(KernelCall call, UpdateInputs places, Shape shape, Shape gradient) {
    EagerTensor indices = call.input(places.indices());
    if (shape.rank() == 0 || indices.shape().rank() != 1) {
      throw wrong(call, "indices of shape %s".formatted(indices.shape()), shape);
    }
    Shape wanted = StateShapes.join(indices.shape(), StateShapes.part(shape, 1, shape.rank()));
    if (!wanted.equals(gradient)) {
      throw wrong(
          call,
          "a gradient of shape %s for indices of shape %s".formatted(gradient, indices.shape()),
          shape);
    }
    long[] rows = ElementArrays.longs(indices);
    for (long row : rows) {
      if (row < 0 || row >= shape.dim(0)) {
        throw wrong(call, "index " + row, shape);
      }
    }
    return rows;
  }

  private static InvalidArgumentError wrong(KernelCall call, String what, Shape shape) {
    return new InvalidArgumentError(
        "%s: %s does not fit variable \"%s\" of shape %s"
            .formatted(call.def().name(), what, call.variable(0).name(), shape));
  }
}
