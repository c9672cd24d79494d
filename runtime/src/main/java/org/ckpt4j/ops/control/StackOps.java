package org.ckpt4j.ops.control;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.ContentOfRun;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Stacks of values that live as long as a run: {@code StackV2}, {@code StackPushV2}, {@code
 * StackPopV2}, {@code StackCloseV2}. Loops keep in them what their gradients need.
 */
public final class StackOps {
  public static final OpDef STACK =
      OpDef.named("StackV2")
          .inputs("max_size: int32")
          .outputs("handle: resource")
          .attr("elem_type", AttrKind.TYPE)
          .attr("stack_name", AttrKind.STRING, "")
          .stateful()
          .countsHolders()
          .infer(call -> List.of(Shape.of(2))) // as of the old stacks: a reference to two strings
          .compute(StackOps::create)
          .noGradient()
          .build();

  public static final OpDef PUSH =
      OpDef.named("StackPushV2")
          .inputs("handle: resource", "elem: T")
          .outputs("output: T")
          .attr("T", AttrKind.TYPE)
          .attr("swap_memory", AttrKind.BOOL, false)
          .stateful()
          .countsHolders()
          .infer(call -> List.of(call.shape(1)))
          .compute(call -> stack(call).push(call.input(1)))
          .noGradient()
          .build();

  public static final OpDef POP =
      OpDef.named("StackPopV2")
          .inputs("handle: resource")
          .outputs("elem: elem_type")
          .attr("elem_type", AttrKind.TYPE)
          .stateful()
          .countsHolders()
          .infer(call -> List.of(Shape.unknown()))
          .compute(StackOps::pop)
          .noGradient()
          .build();

  public static final OpDef CLOSE =
      OpDef.named("StackCloseV2")
          .inputs("handle: resource")
          .stateful()
          .countsHolders()
          .infer(call -> List.of())
          .act(call -> stack(call).release())
          .noGradient()
          .build();

  private StackOps() {}

  private static EagerTensor create(KernelCall call) {
    String wanted = call.attr("stack_name");
    String name = wanted.isEmpty() ? call.nodeName() : wanted;
    long most = call.input(0).shape().numElements() == 1 ? call.input(0).longValue() : -1;
    Stack stack = new Stack(name, call.attr("elem_type"), most);
    // Each run of the operation makes a stack of its own.
    String key = name + "@" + System.identityHashCode(stack);
    call.run().resourceOfRun(Stack.class, key, () -> stack);
    return EagerTensor.ofObject(DType.RESOURCE, stack);
  }

  private static EagerTensor pop(KernelCall call) {
    EagerTensor popped = stack(call).pop();
    DType wanted = call.attr("elem_type");
    call.releaseAfterwards(popped);
    if (popped.dtype() != wanted) {
      throw new InvalidArgumentError(
          "\"%s\" takes %s from a stack of %s".formatted(call.nodeName(), wanted, popped.dtype()));
    }
    return popped;
  }

  private static Stack stack(KernelCall call) {
    return call.passed(0).object(Stack.class);
  }

  /** The values, each held until it is taken or the run ends. */
  private static final class Stack implements ContentOfRun {
    private final String name;
    private final DType type;
    private final long most;
    private final List<EagerTensor> values = new ArrayList<>();
    private boolean closed;

    Stack(String name, DType type, long most) {
      this.name = name;
      this.type = type;
      this.most = most;
    }

    synchronized EagerTensor push(EagerTensor value) {
      checkOpen();
      if (value.dtype() != type) {
        throw new InvalidArgumentError(
            "stack \"%s\" takes %s, given %s".formatted(name, type, value.dtype()));
      }
      if (most >= 0 && values.size() >= most) {
        throw new InvalidArgumentError(
            "stack \"%s\" holds %d values and takes no more".formatted(name, most));
      }
      values.add(value.hold());
      return value;
    }

    synchronized EagerTensor pop() {
      checkOpen();
      if (values.isEmpty()) {
        throw new InvalidArgumentError("stack \"" + name + "\" is empty; nothing can be taken");
      }
      return values.remove(values.size() - 1);
    }

    private void checkOpen() {
      if (closed) {
        throw new InvalidArgumentError("stack \"" + name + "\" is closed");
      }
    }

    @Override
    public synchronized void release() {
      closed = true;
      values.forEach(EagerTensor::release);
      values.clear();
    }

    @Override
    public String toString() {
      return "stack \"" + name + "\"";
    }
  }
}
