package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.ResourceStore;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.ops.state.ReadVariableOp;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Off-heap arrays of a run die with it, and no other array does. */
class RunMemoryTest {
  private final List<INDArray> made = new ArrayList<>();

  /** One more than its input, in an array of its own that this test remembers. */
  private final OpDef increment =
      OpDef.named("TestIncrement")
          .inputs("x: T")
          .outputs("y: T")
          .infer(call -> List.of(call.shape(0)))
          .compute(
              call -> {
                INDArray out = call.input(0).array().add(1f);
                made.add(out);
                return EagerTensor.of(DType.FLOAT32, out);
              })
          .notDifferentiable()
          .build();

  /** The same elements in another shape, in the same memory. */
  private final OpDef view =
      OpDef.named("TestView")
          .inputs("x: T")
          .outputs("y: T")
          .infer(call -> List.of(Shape.of(2, 2)))
          .compute(call -> EagerTensor.of(DType.FLOAT32, call.input(0).array().reshape(2, 2)))
          .notDifferentiable()
          .build();

  /** The same elements in another shape, as bytes of the same memory. */
  private final OpDef byteView =
      OpDef.named("TestByteView")
          .inputs("x: T")
          .outputs("y: T")
          .infer(call -> List.of(Shape.of(2, 2)))
          .compute(
              call ->
                  EagerTensor.of(
                      org.ckpt4j.tensor.RawTensor.of(
                          DType.FLOAT32, Shape.of(2, 2), call.input(0).raw().bytes())))
          .notDifferentiable()
          .build();

  private Tensor increment(Tensor x) {
    return increment.call(Attrs.none(), x);
  }

  @Test
  void whatIsNeitherFetchedNorKeptIsFreed() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor last = increment(increment(increment(constant(List.of(1f, 2f)))));

      EagerTensor value = s.run(last);

      assertEquals(4.0, ElementArrays.doubles(value)[0]);
      assertTrue(made.get(0).wasClosed());
      assertTrue(made.get(1).wasClosed());
      assertFalse(made.get(2).wasClosed());
    }
  }

  @Test
  void memoryIsFreedWhenTheLastViewOfItIs() {
    for (OpDef def : List.of(view, byteView)) {
      made.clear();
      try (var g = new Graph().asDefault();
          var s = new Session()) {
        Tensor base = increment(constant(List.of(1f, 2f, 3f, 4f)));
        Tensor viewed = def.call(Attrs.none(), base);
        Tensor fetched = def.call(Attrs.none(), increment(viewed));

        EagerTensor value = s.run(fetched);
        EagerTensor again = s.run(viewed);

        assertEquals(6.0, ElementArrays.doubles(value)[3]);
        assertEquals(5.0, ElementArrays.doubles(again)[3]);
        assertTrue(made.get(0).wasClosed());
        assertFalse(made.get(1).wasClosed());
        assertFalse(made.get(2).wasClosed());
      }
    }
  }

  @Test
  void aFailedRunFreesWhatItMade() {
    OpDef fails =
        OpDef.named("TestFails")
            .inputs("x: T")
            .outputs("y: T")
            .compute(
                call -> {
                  throw new org.ckpt4j.errors.InvalidArgumentError("no");
                })
            .notDifferentiable()
            .build();
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor failing = fails.call(Attrs.none(), increment(constant(List.of(1f, 2f))));

      org.junit.jupiter.api.Assertions.assertThrows(
          org.ckpt4j.errors.InvalidArgumentError.class, () -> s.run(failing));

      assertTrue(made.get(0).wasClosed());
    }
  }

  @Test
  void aVariablesValueLivesUntilItIsReplaced() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Variable v = new Variable(constant(List.of(1f, 2f)));
      Tensor next = increment(v.asTensor());
      var assign = v.assign(next);
      s.run(globalVariablesInitializer());

      for (int i = 0; i < 3; i++) {
        s.run(assign.op());
      }

      assertTrue(made.get(0).wasClosed());
      assertTrue(made.get(1).wasClosed());
      assertFalse(made.get(2).wasClosed());
      assertEquals(4.0, ElementArrays.doubles(s.run(v))[0]);
    }
  }

  @Test
  void aFetchedValueOfAVariableOutlivesItsReplacement() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Variable v = new Variable(constant(List.of(1f, 2f)));
      var assign = v.assign(increment(v.asTensor()));
      s.run(globalVariablesInitializer());
      s.run(assign.op());
      EagerTensor fetched = s.run(v);

      s.run(assign.op());

      assertEquals(2.0, ElementArrays.doubles(fetched)[0]);
    }
  }

  @Test
  void anUpdateWritesInPlaceOnlyWhereNobodyElseHoldsTheValue() {
    VariableHandle handle =
        new ResourceStore().variable("v", new TensorSpec(DType.FLOAT32, Shape.of(2)));
    handle.write(EagerTensor.of(DType.FLOAT32, Nd4j.createFromArray(1f, 2f)));
    INDArray own = handle.read().array();

    handle.update(value -> value.array().addi(1f));
    EagerTensor snapshot = handle.snapshot();
    handle.update(value -> value.array().addi(1f));

    assertSame(own, snapshot.array());
    assertEquals(2.0, ElementArrays.doubles(snapshot)[0]);
    assertNotSame(own, handle.read().array());
    assertEquals(3.0, ElementArrays.doubles(handle.read())[0]);
  }

  @Test
  void anUpdateOfBytesGetsAnArray() {
    VariableHandle handle =
        ResourceStore.anonymousVariable("v", new TensorSpec(DType.INT32, Shape.of(2)));
    handle.write(ElementArrays.ints(1, 2));

    handle.update(value -> value.array().addi(1));

    assertEquals(DataType.INT32, handle.read().array().dataType());
    assertEquals(3, ElementArrays.longs(handle.read())[1]);
  }

  @Test
  void aReadThatIsStillUsedKeepsItsValueWhenTheVariableIsUpdated() {
    OpDef update =
        OpDef.named("TestUpdate")
            .inputs("handle: resource")
            .stateful()
            .act(call -> call.variable(0).update(value -> value.array().addi(10f)))
            .notDifferentiable()
            .build();
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Variable v = new Variable(constant(List.of(1f, 2f)));
      Tensor handle = v.handle();
      Tensor read = ReadVariableOp.of(null, handle, DType.FLOAT32);
      Tensor after;
      var updated =
          controlled(List.of(read.op()), () -> update.run(null, Attrs.none(), List.of(handle)));
      after = controlled(List.of(updated), () -> increment(read));
      s.run(globalVariablesInitializer());

      assertEquals(2.0, ElementArrays.doubles(s.run(after))[0]);
      assertEquals(11.0, ElementArrays.doubles(s.run(v))[0]);
    }
  }

  private static <T> T controlled(
      List<? extends org.ckpt4j.framework.Node> after, java.util.function.Supplier<T> body) {
    try (var waits =
        org.ckpt4j.framework.Contexts.current().enterControlDependencies(List.copyOf(after))) {
      return body.get();
    }
  }
}
