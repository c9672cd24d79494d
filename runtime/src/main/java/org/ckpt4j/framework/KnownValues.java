package org.ckpt4j.framework;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Values of a graph's tensors that are known while it is built: what stateless operations make of
 * constants, and of shapes that are fully known.
 *
 * <p>Counterpart: {@code EvaluateConstantTensor}. Gives up on large subgraphs and large values,
 * which no shape depends on.
 */
final class KnownValues {
  private static final int MOST_NODES = 1000;
  private static final long MOST_ELEMENTS = 1 << 16;

  private final Map<Node, List<EagerTensor>> done = new HashMap<>();
  private int nodes;

  private KnownValues() {}

  static @Nullable EagerTensor of(Tensor tensor) {
    if (tensor instanceof EagerTensor value) {
      return value;
    }
    Node node = tensor.op();
    if (node.type().equals("Const")) {
      return node.attrs().<EagerTensor>get("value");
    }
    return new KnownValues().value(tensor);
  }

  private @Nullable EagerTensor value(Tensor tensor) {
    Node node = tensor.op();
    if (node.type().equals("Const")) {
      return node.attrs().<EagerTensor>get("value");
    }
    List<EagerTensor> outputs = done.get(node);
    if (outputs == null) {
      EagerTensor fromShape = ofShape(node, tensor.outputIndex());
      if (fromShape != null) {
        return fromShape;
      }
      outputs = evaluate(node);
      if (outputs == null) {
        return null;
      }
      done.put(node, outputs);
    }
    return outputs.get(tensor.outputIndex());
  }

  /** What operations on shapes alone give, without the values that have them. */
  private @Nullable EagerTensor ofShape(Node node, int output) {
    return switch (node.type()) {
      case "Shape", "ShapeN" -> {
        Shape shape = node.inputs().get(output).shape();
        yield shape.isFullyDefined() ? sizes(node, "out_type", shape.dims()) : null;
      }
      case "Rank" -> {
        Shape shape = node.inputs().get(0).shape();
        yield shape.hasKnownRank() ? ElementArrays.scalar(DType.INT32, shape.rank()) : null;
      }
      case "Size" -> {
        Shape shape = node.inputs().get(0).shape();
        yield shape.isFullyDefined()
            ? scalar(node.attrs().get("out_type"), shape.numElements())
            : null;
      }
      case "StridedSlice" -> oneSize(node);
      default -> null;
    };
  }

  /** One element of a shape that is known there, though others are not. */
  private @Nullable EagerTensor oneSize(Node slice) {
    Node source = slice.inputs().get(0).op();
    boolean oneElement =
        slice.attrs().<Long>get("shrink_axis_mask") == 1
            && slice.attrs().<Long>get("begin_mask") == 0
            && slice.attrs().<Long>get("ellipsis_mask") == 0
            && slice.attrs().<Long>get("new_axis_mask") == 0;
    if (!source.type().equals("Shape") || !oneElement) {
      return null;
    }
    Shape shape = source.inputs().get(0).shape();
    EagerTensor begin = value(slice.inputs().get(1));
    if (begin == null || !shape.hasKnownRank() || begin.shape().numElements() != 1) {
      return null;
    }
    long index = begin.longValue();
    long at = index < 0 ? index + shape.rank() : index;
    if (at < 0 || at >= shape.rank() || shape.dim((int) at) < 0) {
      return null;
    }
    return scalar(source.attrs().get("out_type"), shape.dim((int) at));
  }

  private static EagerTensor scalar(DType dtype, long value) {
    return ElementArrays.tensor(dtype, Shape.scalar(), new long[] {value});
  }

  private static EagerTensor sizes(Node node, String type, long[] sizes) {
    return ElementArrays.tensor(node.attrs().<DType>get(type), Shape.of(sizes.length), sizes);
  }

  private @Nullable List<EagerTensor> evaluate(Node node) {
    if (++nodes > MOST_NODES || !isEvaluated(node)) {
      return null;
    }
    EagerTensor[] inputs = new EagerTensor[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      EagerTensor input = value(node.inputs().get(i));
      if (input == null || !input.holdsElements()) {
        return null;
      }
      inputs[i] = input;
    }
    try (RunScope run = new RunScope(new ResourceStore(), FunctionLibrary.EMPTY)) {
      var call = new KernelCall(node.def(), node.name(), node.attrs(), inputs, run);
      return node.def().kernel().compute(call);
    } catch (RuntimeException fails) {
      return null; // it fails again, and says so, when it is run
    }
  }

  private static boolean isEvaluated(Node node) {
    if (node.inputs().isEmpty() || node.def().isStateful() || node.def().takesFunctions()) {
      return false;
    }
    for (Tensor tensor : node.inputs()) {
      if (tensor.isReference() || tensor.dtype() == DType.RESOURCE) {
        return false;
      }
    }
    for (Tensor tensor : node.outputs()) {
      Shape shape = tensor.shape();
      if (shape.isFullyDefined() && shape.numElements() > MOST_ELEMENTS) {
        return false;
      }
    }
    return switch (node.type()) {
      case "PlaceholderWithDefault", "Placeholder", "Enter", "Exit", "Merge", "Switch" -> false;
      case "NextIteration", "LoopCond" -> false;
      default -> true;
    };
  }
}
