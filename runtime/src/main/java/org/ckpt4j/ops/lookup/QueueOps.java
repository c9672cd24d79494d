package org.ckpt4j.ops.lookup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.lists.Rows;
import org.ckpt4j.ops.lookup.TensorQueue.Order;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Queues of a session: those that make them, and those that put in, take out, close and count. */
final class QueueOps {
  private QueueOps() {}

  static List<OpDef> all() {
    return List.of(
        plain("FIFOQueueV2", false),
        plain("PaddingFIFOQueueV2", true),
        shuffled(),
        prioritized(),
        put("QueueEnqueueV2", false),
        put("QueueEnqueueManyV2", true),
        takeOne(),
        takeMany("QueueDequeueManyV2", false),
        takeMany("QueueDequeueUpToV2", true),
        OpDef.named("QueueCloseV2")
            .inputs("handle: resource")
            .attr("cancel_pending_enqueues", AttrKind.BOOL, false)
            .stateful()
            .infer(call -> List.of())
            .act(call -> given(call).close())
            .notDifferentiable()
            .build(),
        OpDef.named("QueueSizeV2")
            .inputs("handle: resource")
            .outputs("size: int32")
            .stateful()
            .infer(call -> List.of(Shape.scalar()))
            .compute(call -> given(call).size())
            .notDifferentiable()
            .build(),
        OpDef.named("QueueIsClosedV2")
            .inputs("handle: resource")
            .outputs("is_closed: bool")
            .stateful()
            .infer(call -> List.of(Shape.scalar()))
            .compute(call -> given(call).isClosed())
            .notDifferentiable()
            .build());
  }

  private static OpDef.Builder maker(String name) {
    return OpDef.named(name)
        .outputs("handle: resource")
        .attr("component_types", AttrKind.TYPE_LIST)
        .atLeast("component_types", 1)
        .attr("shapes", AttrKind.SHAPE_LIST, List.of())
        .atLeast("shapes", 0)
        .attr("capacity", AttrKind.INT, -1);
  }

  private static OpDef finished(OpDef.Builder builder, Order order, boolean padded) {
    return builder
        .attr("container", AttrKind.STRING, "")
        .attr("shared_name", AttrKind.STRING, "")
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .compute(call -> EagerTensor.ofObject(DType.RESOURCE, queue(call, order, padded)))
        .notDifferentiable()
        .build();
  }

  private static OpDef plain(String name, boolean padded) {
    return finished(maker(name), Order.FIRST_IN_FIRST_OUT, padded);
  }

  private static OpDef shuffled() {
    return finished(
        maker("RandomShuffleQueueV2")
            .attr("min_after_dequeue", AttrKind.INT, 0)
            .attr("seed", AttrKind.INT, 0)
            .attr("seed2", AttrKind.INT, 0),
        Order.RANDOM,
        false);
  }

  private static OpDef prioritized() {
    return finished(
        OpDef.named("PriorityQueueV2")
            .outputs("handle: resource")
            .attr("component_types", AttrKind.TYPE_LIST, List.of())
            .atLeast("component_types", 0)
            .attr("shapes", AttrKind.SHAPE_LIST)
            .atLeast("shapes", 0)
            .attr("capacity", AttrKind.INT, -1),
        Order.SMALLEST_FIRST,
        false);
  }

  private static TensorQueue queue(KernelCall call, Order order, boolean padded) {
    String shared = call.attr("shared_name");
    String name = shared.isEmpty() ? call.nodeName() : shared;
    List<DType> types = new ArrayList<>(call.<List<DType>>attr("component_types"));
    List<Shape> shapes = new ArrayList<>(call.<List<Shape>>attr("shapes"));
    if (order == Order.SMALLEST_FIRST) {
      // The priority goes in and comes out before the components.
      types.add(0, DType.INT64);
      shapes.add(0, Shape.scalar());
    }
    if (!shapes.isEmpty() && shapes.size() != types.size()) {
      throw call.invalid("%d components and %d shapes", types.size(), shapes.size());
    }
    long least = call.attrs().find("min_after_dequeue") instanceof Long n ? n : 0;
    long seed = call.attrs().find("seed") instanceof Long n ? n : 0;
    long seed2 = call.attrs().find("seed2") instanceof Long n ? n : 0;
    SplittableRandom random =
        seed == 0 && seed2 == 0
            ? new SplittableRandom()
            : new SplittableRandom(seed * 0x9E3779B97F4A7C15L + seed2);
    return call.resources()
        .resource(
            TensorQueue.class,
            call.<String>attr("container") + "/" + name,
            () ->
                new TensorQueue(
                    new TensorQueue.Settings(
                        name, types, shapes, call.<Long>attr("capacity"), order, padded, least),
                    random));
  }

  private static TensorQueue given(KernelCall call) {
    return call.passed(0).object(TensorQueue.class);
  }

  private static OpDef put(String name, boolean many) {
    return OpDef.named(name)
        .inputs("handle: resource", "components: list(Tcomponents)")
        .attr("Tcomponents", AttrKind.TYPE_LIST)
        .atLeast("Tcomponents", 1)
        .attr("timeout_ms", AttrKind.INT, -1)
        .stateful()
        .infer(call -> List.of())
        .act(
            call -> {
              if (many) {
                given(call).putMany(call.inputsFrom(1));
              } else {
                given(call).put(call.inputsFrom(1));
              }
            })
        .notDifferentiable()
        .build();
  }

  private static OpDef takeOne() {
    return OpDef.named("QueueDequeueV2")
        .inputs("handle: resource")
        .outputs("components: list(component_types)")
        .attr("component_types", AttrKind.TYPE_LIST)
        .atLeast("component_types", 1)
        .attr("timeout_ms", AttrKind.INT, -1)
        .stateful()
        .infer(call -> shapes(call, null))
        .kernel(call -> checked(call, given(call)).take())
        .notDifferentiable()
        .build();
  }

  private static OpDef takeMany(String name, boolean fewerAtTheEnd) {
    return OpDef.named(name)
        .inputs("handle: resource", "n: int32")
        .outputs("components: list(component_types)")
        .attr("component_types", AttrKind.TYPE_LIST)
        .atLeast("component_types", 1)
        .attr("timeout_ms", AttrKind.INT, -1)
        .stateful()
        .infer(
            call -> shapes(call, fewerAtTheEnd ? Long.valueOf(-1) : Long.valueOf(batchSize(call))))
        .kernel(
            call -> checked(call, given(call)).takeMany(call.input(1).longValue(), fewerAtTheEnd))
        .notDifferentiable()
        .build();
  }

  private static TensorQueue checked(KernelCall call, TensorQueue queue) {
    List<DType> wanted = call.attr("component_types");
    if (!queue.settings().types().equals(wanted)) {
      throw call.invalid("the queue holds %s, wanted are %s", queue.settings().types(), wanted);
    }
    return queue;
  }

  /** As the queue declares them, if it is known; with a first dimension for a batch. */
  private static List<Shape> shapes(InferCall call, @Nullable Long batch) {
    int count = call.<List<DType>>attr("component_types").size();
    Node maker = call.maker(0);
    if (maker == null
        || !(maker.attrs().find("shapes") instanceof List<?> declared)
        || declared.size() != count) {
      return Collections.nCopies(count, Shape.unknown());
    }
    List<Shape> out = new ArrayList<>();
    for (Object shape : declared) {
      Shape one = (Shape) shape;
      out.add(batch == null || !one.hasKnownRank() ? one : Rows.ofRows(batch, one));
    }
    return out;
  }

  private static long batchSize(InferCall call) {
    RawTensor n = call.constant(1);
    return n == null ? Shape.UNKNOWN_SIZE : Math.max(0, EagerTensor.of(n).longValue());
  }
}
