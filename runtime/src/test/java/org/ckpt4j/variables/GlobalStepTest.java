package org.ckpt4j.variables;

import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.trainable;
import static org.ckpt4j.compat.TF1.addToCollection;
import static org.ckpt4j.compat.TF1.collections;
import static org.ckpt4j.compat.TF1.getCollection;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.compat.TF1.trainableVariables;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.DefaultGraph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GlobalStepTest {
  private static final String FILE = "tensorflow/python/training/training_util_test.py::";
  private static final String STEP = FILE + "GlobalStepTest::";
  private static final String READ = FILE + "GlobalStepReadTest::";

  private final DefaultGraph graph = graph();

  @AfterEach
  void leave() {
    graph.close();
  }

  @Test
  @Tag(STEP + "test_invalid_dtype")
  void aStepCountsInIntegers() {
    new Variable(0f, trainable(false), name("global_step"), inItsCollections());

    assertThrows(TypeError.class, train::getGlobalStep);
  }

  @Test
  @Tag(STEP + "test_invalid_shape")
  void aStepIsAScalar() {
    new Variable(List.of(0), trainable(false), name("global_step"), inItsCollections());

    assertThrows(TypeError.class, train::getGlobalStep);
  }

  @Test
  @Tag(STEP + "test_create_global_step")
  void aStepIsMadeOnce() {
    assertNull(train.getGlobalStep());

    Variable step = train.createGlobalStep();

    assertEquals(DType.INT64, step.dtype());
    assertEquals(Shape.scalar(), step.shape());
    assertEquals("global_step:0", step.name());
    assertEquals(List.of(step), getCollection(GraphKeys.GLOBAL_STEP));
    assertEquals(List.of(), trainableVariables());
    var error = assertThrows(IllegalArgumentException.class, train::createGlobalStep);
    assertTrue(error.getMessage().contains("global_step"), error.getMessage());
  }

  @Test
  @Tag(STEP + "test_get_global_step")
  void aStepOfTheProgramsOwnIsFound() {
    assertNull(train.getGlobalStep());
    Variable own =
        new Variable(0, trainable(false), name("my_step"), collections(GraphKeys.GLOBAL_STEP));

    assertSame(own, train.getGlobalStep());
    assertEquals(DType.INT32, own.dtype());
  }

  @Test
  @Tag(STEP + "test_get_or_create_global_step")
  void aStepIsMadeWhereThereIsNone() {
    Variable made = train.getOrCreateGlobalStep();

    assertEquals(DType.INT64, made.dtype());
    assertEquals(Shape.scalar(), made.shape());
    assertSame(made, train.getOrCreateGlobalStep());
    assertSame(made, train.getGlobalStep());
  }

  @Test
  @Tag(READ + "test_global_step_read_is_none_if_there_is_no_global_step")
  void thereIsAReadOfTheStepOnceThereIsAStep() {
    assertNull(GlobalStep.readTensor().orElse(null));

    train.createGlobalStep();
    Tensor read = GlobalStep.readTensor().orElseThrow();

    assertSame(read, GlobalStep.readTensor().orElseThrow());
    assertEquals(List.of(read), getCollection("global_step_read_op_cache"));
  }

  @Test
  @Tag(READ + "test_reads_before_increments")
  void theReadComesBeforeWhatChangesTheStep() {
    train.createGlobalStep();
    Tensor read = GlobalStep.readTensor().orElseThrow();
    Variable increment = GlobalStep.increment(1);
    Tensor alias = identity(read);
    try (var s = session()) {
      s.run(globalVariablesInitializer());
      for (int i = 0; i < 3; i++) {
        var got = s.run(List.of(increment, read, alias));
        assertEquals(i + 1, got.get(0).longValue());
        assertEquals(i, got.get(1).longValue());
        assertEquals(i, got.get(2).longValue());
      }
    }
  }

  @Test
  void aStepThatThereIsNotCannotGrow() {
    assertThrows(IllegalArgumentException.class, () -> GlobalStep.increment(1));
  }

  @Test
  void severalStepsAreAnError() {
    addToCollection(GraphKeys.GLOBAL_STEP, new Variable(0, name("one")));
    addToCollection(GraphKeys.GLOBAL_STEP, new Variable(0, name("two")));

    assertThrows(IllegalArgumentException.class, train::getGlobalStep);
  }

  private static org.ckpt4j.options.Collections inItsCollections() {
    return collections(GraphKeys.GLOBAL_STEP, GraphKeys.GLOBAL_VARIABLES);
  }
}
