package org.ckpt4j.ops.control;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
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
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of tensors: {@code TensorArrayV3} and what reads and writes them.
 *
 * <p>The order of reads and writes is that of the {@code flow}, a number that each operation passes
 * on. A gradient goes through an array of its own, which belongs to the forward one and to the call
 * of {@code gradients} that asks.
 */
public final class TensorArrayOps {
  private static final String HANDLE = "handle: resource";
  private static final String FLOW_IN = "flow_in: float32";

  public static final OpDef ARRAY =
      OpDef.named("TensorArrayV3")
          .inputs("size: int32")
          .outputs("handle: resource", "flow: float32")
          .attr("dtype", AttrKind.TYPE)
          .attr("element_shape", AttrKind.SHAPE, Shape.unknown())
          .attr("dynamic_size", AttrKind.BOOL, false)
          .attr("clear_after_read", AttrKind.BOOL, true)
          .attr("identical_element_shapes", AttrKind.BOOL, false)
          .attr("tensor_array_name", AttrKind.STRING, "")
          .stateful()
          .infer(TensorArrayOps::inferArray)
          .kernel(TensorArrayOps::create)
          .notDifferentiable()
          .build();

  public static final OpDef GRAD =
      OpDef.named("TensorArrayGradV3")
          .inputs(HANDLE, FLOW_IN)
          .outputs("grad_handle: resource", "flow_out: float32")
          .attr("source", AttrKind.STRING)
          .stateful()
          .infer(
              call -> {
                passElements(call, 0);
                return List.of(Shape.of(2), Shape.scalar());
              })
          .kernel(TensorArrayOps::gradientArray)
          .notDifferentiable()
          .build();

  public static final OpDef WRITE =
      OpDef.named("TensorArrayWriteV3")
          .inputs(HANDLE, "index: int32", "value: T", FLOW_IN)
          .outputs("flow_out: float32")
          .attr("T", AttrKind.TYPE)
          .stateful()
          .infer(TensorArrayOps::inferFlow)
          .compute(
              call -> {
                array(call).write(call.input(1).longValue(), call.input(2), call);
                return call.input(3);
              })
          .gradient(
              (call, dys) -> {
                Tensor flow = behind(call, 0, dys);
                Gradients array = Gradients.of(call, flow, flow);
                return Arrays.asList(null, null, read(array, call.input(1), call.attr("T")), flow);
              })
          .build();

  public static final OpDef READ =
      OpDef.named("TensorArrayReadV3")
          .inputs(HANDLE, "index: int32", FLOW_IN)
          .outputs("value: dtype")
          .attr("dtype", AttrKind.TYPE)
          .stateful()
          .infer(call -> List.of(ArrayShapes.elements(call, 2)))
          .compute(call -> array(call).read(call.input(1).longValue()))
          .gradient(
              (call, dys) -> {
                Gradients array = Gradients.of(call, call.input(2), dys.get(0));
                Tensor value = java.util.Objects.requireNonNull(dys.get(0)).asTensor();
                return Arrays.asList(
                    null,
                    null,
                    WRITE.call(
                        "TensorArrayWrite/TensorArrayWriteV3",
                        Attrs.none(),
                        array.handle,
                        call.input(1),
                        value,
                        array.flow));
              })
          .build();

  public static final OpDef SCATTER =
      OpDef.named("TensorArrayScatterV3")
          .inputs(HANDLE, "indices: int32", "value: T", FLOW_IN)
          .outputs("flow_out: float32")
          .attr("T", AttrKind.TYPE)
          .stateful()
          .infer(TensorArrayOps::inferFlow)
          .compute(
              call -> {
                array(call).scatter(ElementArrays.longs(call.input(1)), call.input(2), call);
                return call.input(3);
              })
          .gradient(
              (call, dys) -> {
                Tensor flow = behind(call, 0, dys);
                Gradients array = Gradients.of(call, flow, flow);
                return Arrays.asList(
                    null, null, gather(array, call.input(1), call.attr("T")), flow);
              })
          .build();

  public static final OpDef GATHER =
      OpDef.named("TensorArrayGatherV3")
          .inputs(HANDLE, "indices: int32", FLOW_IN)
          .outputs("value: dtype")
          .attr("dtype", AttrKind.TYPE)
          .attr("element_shape", AttrKind.SHAPE, Shape.unknown())
          .stateful()
          .infer(TensorArrayOps::inferGather)
          .compute(
              call ->
                  array(call)
                      .gather(ElementArrays.longs(call.input(1)), call.attr("element_shape")))
          .gradient(
              (call, dys) -> {
                Gradients array = Gradients.of(call, call.input(2), dys.get(0));
                Tensor value = java.util.Objects.requireNonNull(dys.get(0)).asTensor();
                return Arrays.asList(
                    null,
                    null,
                    SCATTER.call(
                        "TensorArrayScatter/TensorArrayScatterV3",
                        Attrs.none(),
                        array.handle,
                        call.input(1),
                        value,
                        array.flow));
              })
          .build();

  public static final OpDef SPLIT =
      OpDef.named("TensorArraySplitV3")
          .inputs(HANDLE, "value: T", "lengths: int64", FLOW_IN)
          .outputs("flow_out: float32")
          .attr("T", AttrKind.TYPE)
          .stateful()
          .infer(TensorArrayOps::inferFlow)
          .compute(
              call -> {
                array(call).split(call.input(1), ElementArrays.longs(call.input(2)), call);
                return call.input(3);
              })
          .gradient(
              (call, dys) -> {
                Tensor flow = behind(call, 0, dys);
                Gradients array = Gradients.of(call, flow, flow);
                return Arrays.asList(null, concat(array, call.attr("T")), null, flow);
              })
          .build();

  public static final OpDef CONCAT =
      OpDef.named("TensorArrayConcatV3")
          .inputs(HANDLE, FLOW_IN)
          .outputs("value: dtype", "lengths: int64")
          .attr("dtype", AttrKind.TYPE)
          .attr("element_shape_except0", AttrKind.SHAPE, Shape.unknown())
          .stateful()
          .infer(
              call ->
                  List.of(
                      ArrayShapes.withFront(Shape.UNKNOWN_SIZE, call.attr("element_shape_except0")),
                      Shape.of(Shape.UNKNOWN_SIZE)))
          .kernel(call -> array(call).concat(call.attr("element_shape_except0")))
          .gradient(
              (call, dys) -> {
                Gradients array = Gradients.of(call, call.input(1), dys.get(0));
                Tensor value = java.util.Objects.requireNonNull(dys.get(0)).asTensor();
                return Arrays.asList(
                    null,
                    SPLIT.call(
                        "TensorArraySplit/TensorArraySplitV3",
                        Attrs.none(),
                        array.handle,
                        value,
                        call.output(1),
                        array.flow));
              })
          .build();

  public static final OpDef SIZE =
      OpDef.named("TensorArraySizeV3")
          .inputs(HANDLE, FLOW_IN)
          .outputs("size: int32")
          .stateful()
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> EagerTensor.of(Values.of(array(call).size(), DType.INT32)))
          .notDifferentiable()
          .build();

  public static final OpDef CLOSE =
      OpDef.named("TensorArrayCloseV3")
          .inputs(HANDLE)
          .stateful()
          .infer(call -> List.of())
          .act(call -> array(call).close())
          .notDifferentiable()
          .build();

  private TensorArrayOps() {}

  static List<OpDef> all() {
    return List.of(ARRAY, GRAD, WRITE, READ, SCATTER, GATHER, SPLIT, CONCAT, SIZE, CLOSE);
  }

  private static List<Shape> inferArray(InferCall call) {
    Dataflow.requireScalar(call, 0, "size");
    boolean known = call.<Boolean>attr("identical_element_shapes");
    Shape shape = known ? call.attr("element_shape") : Shape.unknown();
    call.setVariable(0, new TensorSpec(call.attr("dtype"), shape));
    return List.of(Shape.of(2), Shape.scalar());
  }

  private static void passElements(InferCall call, int output) {
    Dataflow.passVariable(call, 0, output);
  }

  private static List<Shape> inferFlow(InferCall call) {
    return List.of(Shape.scalar());
  }

  private static List<Shape> inferGather(InferCall call) {
    Shape declared = call.attr("element_shape");
    Shape elements = declared.hasKnownRank() ? declared : ArrayShapes.elements(call, 2);
    Shape indices = call.shape(1);
    // How many there are is known of what a gradient gathers, and of all of an array.
    boolean counted =
        (ArrayShapes.isGradient(call) || ArrayShapes.isWhole(call))
            && indices.hasKnownRank()
            && indices.rank() == 1;
    return List.of(ArrayShapes.withFront(counted ? indices.dim(0) : Shape.UNKNOWN_SIZE, elements));
  }

  private static List<EagerTensor> create(KernelCall call) {
    String wanted = call.attr("tensor_array_name");
    if (call.input(0).shape().numElements() != 1) {
      throw call.invalid("the size is a scalar, not of shape %s", call.input(0).shape());
    }
    TensorArrayContent array =
        new TensorArrayContent(
            wanted.isEmpty() ? call.nodeName() : wanted,
            call.attr("dtype"),
            call.input(0).longValue(),
            call.attr("element_shape"),
            call.<Boolean>attr("identical_element_shapes"),
            call.<Boolean>attr("dynamic_size"),
            call.<Boolean>attr("clear_after_read"),
            false);
    return List.of(EagerTensor.ofObject(DType.RESOURCE, array), flow());
  }

  private static EagerTensor flow() {
    return EagerTensor.of(RawTensor.of(DType.FLOAT32, Shape.scalar(), new byte[4]));
  }

  private static List<EagerTensor> gradientArray(KernelCall call) {
    TensorArrayContent forward = array(call);
    String source = call.attr("source");
    // One for each forward array and source, however many operations ask for it.
    String key = forward.name() + "#" + System.identityHashCode(forward) + "@" + source;
    TensorArrayContent array =
        call.run().resourceOfRun(TensorArrayContent.class, key, () -> forward.newGradient(source));
    return List.of(EagerTensor.ofObject(DType.RESOURCE, array), call.input(1));
  }

  private static TensorArrayContent array(KernelCall call) {
    return call.passed(0).object(TensorArrayContent.class);
  }

  /** The gradient of a flow, once the operation that gave the flow has run. */
  private static Tensor behind(
      GradientCall call, int output, List<? extends @Nullable Operand> dys) {
    Tensor flow = java.util.Objects.requireNonNull(dys.get(output)).asTensor();
    Tensor done = IdentityOps.identity(call.output(0), new Named("flow_out"));
    if (Contexts.current().isEager()) {
      return flow;
    }
    try (var after = Contexts.current().enterControlDependencies(List.of(done.op()))) {
      return IdentityOps.identity(flow, new Named("write_barrier"));
    }
  }

  private static Tensor read(Gradients array, Tensor index, DType dtype) {
    return READ.call(
        "TensorArrayReadV3", Attrs.of("dtype", dtype), array.handle, index, array.flow);
  }

  private static Tensor gather(Gradients array, Tensor indices, DType dtype) {
    return GATHER.call(
        "TensorArrayGatherV3", Attrs.of("dtype", dtype), array.handle, indices, array.flow);
  }

  private static Tensor concat(Gradients array, DType dtype) {
    return CONCAT
        .run("TensorArrayConcatV3", Attrs.of("dtype", dtype), List.of(array.handle, array.flow))
        .output(0);
  }

  /** The array for the gradient of an array: its handle and flow. */
  private record Gradients(Tensor handle, Tensor flow) {
    /**
     * @param named a gradient whose name tells which call of {@code gradients} asks
     */
    static Gradients of(GradientCall call, Tensor flow, @Nullable Operand named) {
      try (NameScope scope = NameScope.enter("TensorArrayGrad");
          var beside = Contexts.current().enterColocation(call.input(0))) {
        Node grad =
            GRAD.run(
                "TensorArrayGradV3",
                Attrs.of("source", source(named)),
                List.of(call.input(0), flow));
        Tensor handle = grad.output(0);
        if (Contexts.current().isEager()) {
          return new Gradients(handle, flow);
        }
        try (var after = Contexts.current().enterControlDependencies(List.of(handle.op()))) {
          return new Gradients(handle, IdentityOps.identity(flow, new Named("gradient_flow")));
        }
      }
    }

    /** The scope of the differentiation that a gradient's name lies in. */
    private static String source(@Nullable Operand gradient) {
      String name;
      try {
        name = gradient == null ? "gradients" : gradient.name();
      } catch (AttributeError eager) {
        return "gradients";
      }
      List<String> parts = Arrays.asList(name.split("/", -1));
      for (int i = parts.size() - 1; i >= 0; i--) {
        if (parts.get(i).startsWith("gradients")) {
          return String.join("/", parts.subList(0, i + 1));
        }
      }
      return "gradients";
    }
  }
}
