package org.ckpt4j.ops.control;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a graph tells of the shape of an array's elements: what the array declares, or, if all its
 * elements are alike, the shape of one that was written before, as the flow leads to it.
 */
final class ArrayShapes {
  private ArrayShapes() {}

  /** The shape of the elements, where input 0 is the handle. */
  static Shape elements(InferCall call, int flow) {
    TensorSpec declared = call.variable(0);
    if (declared != null && declared.shape().hasKnownRank()) {
      return declared.shape();
    }
    Node array = arrayOf(call.maker(0));
    if (array == null || !array.attrs().<Boolean>get("identical_element_shapes")) {
      return Shape.unknown();
    }
    return written(call.maker(flow));
  }

  /** Whether the array is that of a gradient. */
  static boolean isGradient(InferCall call) {
    Node maker = call.maker(0);
    while (maker != null && isPassing(maker)) {
      maker = maker.inputs().get(0).op();
    }
    return maker != null && maker.type().equals("TensorArrayGradV3");
  }

  /** Whether all elements of an array that does not grow are gathered. */
  static boolean isWhole(InferCall call) {
    Node array = arrayOf(call.maker(0));
    Node indices = call.maker(1);
    return array != null
        && !array.attrs().<Boolean>get("dynamic_size")
        && indices != null
        && indices.type().equals("Range");
  }

  private static @Nullable Node arrayOf(@Nullable Node handle) {
    Node at = handle;
    while (at != null && !at.type().equals("TensorArrayV3")) {
      if (!isPassing(at) && !at.type().equals("TensorArrayGradV3")) {
        return null;
      }
      at = at.inputs().get(0).op();
    }
    return at;
  }

  private static boolean isPassing(Node node) {
    return switch (node.type()) {
      case "Identity", "Enter", "Exit", "Switch", "NextIteration" -> true;
      default -> false;
    };
  }

  /** The shape of an element written by what a flow comes from. */
  private static Shape written(@Nullable Node flow) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Node> todo = new ArrayDeque<>();
    if (flow != null) {
      todo.add(flow);
    }
    while (!todo.isEmpty()) {
      Node node = todo.remove();
      if (!seen.add(node)) {
        continue;
      }
      boolean write = node.type().equals("TensorArrayWriteV3");
      if (write || node.type().equals("TensorArrayScatterV3")) {
        Shape value = node.inputs().get(2).shape();
        Shape element = write ? value : withoutFront(value);
        if (element.isFullyDefined()) {
          return element;
        }
        todo.add(node.inputs().get(3).op()); // gradients have the shape of what they are of
      }
      if (isPassing(node) || node.type().equals("Merge") || isSum(node)) {
        for (Tensor input : node.inputs()) {
          todo.add(input.op());
        }
      }
    }
    return Shape.unknown();
  }

  /** Flows of several gradients are added up. */
  private static boolean isSum(Node node) {
    return node.type().equals("AddN") || node.type().equals("AddV2");
  }

  private static Shape withoutFront(Shape shape) {
    return shape.hasKnownRank() && shape.rank() > 0
        ? Shape.of(Arrays.copyOfRange(shape.dims(), 1, shape.rank()))
        : Shape.unknown();
  }

  /** A shape with a dimension more in front. */
  static Shape withFront(long size, Shape shape) {
    if (!shape.hasKnownRank()) {
      return Shape.unknown();
    }
    long[] dims = new long[shape.rank() + 1];
    dims[0] = size;
    System.arraycopy(shape.dims(), 0, dims, 1, shape.rank());
    return Shape.of(dims);
  }
}
