package org.ckpt4j.train;

import static org.ckpt4j.train.Kwarg.kw;
import static org.ckpt4j.train.Program.floats;
import static org.ckpt4j.train.Program.variable;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.compat.TrainApi;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.module.TrackedVariable;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.PythonState;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that say themselves what is saved of them, in both modes. */
class CustomValuesTest {
  @TempDir Path folder;
  private Program program;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    program = new Program(folder);
  }

  @AfterEach
  void stop() {
    program.close();
  }

  /** A body run eagerly, or in a graph with a session. */
  private interface Body {
    void run(Runner runner);
  }

  private record Runner(@Nullable Session session) {
    void assign(Variable variable, Object value) {
      Variable assigned = variable.assign(value);
      if (session != null) {
        session.run((Operand) assigned);
      }
    }

    void initialize(Variable... variables) {
      for (Variable each : variables) {
        if (session != null) {
          session.run(each.initializer());
        }
      }
    }

    float value(Variable variable) {
      return session == null
          ? floats(variable).get(0)
          : floats(session.run((Operand) variable).raw()).get(0);
    }
  }

  private static void inMode(boolean eager, Body body) {
    if (eager) {
      body.run(new Runner(null));
      return;
    }
    Graph graph = new Graph();
    try (var building = graph.asDefault();
        Session session = new Session(graph);
        var entered = session.asDefault()) {
      body.run(new Runner(session));
    }
  }

  /** Saves one variable that is no child of its, and restores it into two. */
  private static final class Mirrored implements Trackable {
    private final Dependencies dependencies = new Dependencies();
    final Variable original = variable(6f, new Named("original"));
    final Variable mirror = variable(15f, new Named("mirror"));

    @Override
    public Dependencies dependencies() {
      return dependencies;
    }

    @Override
    public List<SaveSpec> serializeToTensors() {
      return List.of(
          new SaveSpec(SaveSpec.VARIABLE_VALUE, "", DType.FLOAT32, "", () -> original.asTensor()));
    }

    @Override
    public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
      Tensor value = restored.get(SaveSpec.VARIABLE_VALUE);
      Variable one = original.assign(value);
      Variable two = mirror.assign(value);
      return Contexts.current().isEager() ? null : TF.group(one, two);
    }

    @Override
    public String fullName() {
      return original.fullName();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testMoreComplexSaveableReturned")
  void aValueMayBeRestoredIntoTwoPlaces(boolean eager) {
    inMode(
        eager,
        runner -> {
          var object = new Mirrored();
          runner.initialize(object.original, object.mirror);
          var checkpoint = new Checkpoint(kw("object", object));
          runner.assign(object.original, 42f);
          String path = checkpoint.save("ckpt");
          runner.assign(object.original, 44f);
          runner.assign(object.mirror, 44f);

          checkpoint.restore(path).assertConsumed().initializeOrRestore();

          assertEquals(42f, runner.value(object.original));
          assertEquals(42f, runner.value(object.mirror));
          for (int round = 0; round < 3; round++) {
            runner.assign(object.original, (float) round);
            String next =
                eager
                    ? checkpoint.save("ckpt", CheckpointOptions.defaults().withEnableAsync(true))
                    : checkpoint.save("ckpt");
            checkpoint.restore(next).assertConsumed().runRestoreOps();
            assertEquals((float) round, runner.value(object.mirror));
          }
        });
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::CheckpointingTests::testMoreComplexSaveableReturnedWithGlobalName")
  void byNameAValueIsRestoredIntoTwoPlacesToo() {
    var object = new Mirrored();
    var saver = new Saver(Map.of("mirrored", object));
    object.original.assign(42f);
    String path = saver.save(null, "m");
    object.original.assign(44f);
    object.mirror.assign(44f);

    saver.restore(null, path);

    assertEquals(
        List.of("mirroredVARIABLE_VALUE"),
        List.copyOf(new TrainApi().listVariables(path).keySet()));
    assertEquals(List.of(42f), floats(object.original));
    assertEquals(List.of(42f), floats(object.mirror));
  }

  @Test
  @Tag("tensorflow/python/checkpoint/tensor_callable_test.py::CallableTest::test_callable")
  void aValueIsAskedOnceForEachSave() {
    int[] asked = {0};
    float[] restored = {0};
    Trackable object =
        new Trackable() {
          private final Dependencies dependencies = new Dependencies();

          @Override
          public Dependencies dependencies() {
            return dependencies;
          }

          @Override
          public List<SaveSpec> serializeToTensors() {
            return List.of(
                new SaveSpec(
                    "foo",
                    "",
                    DType.FLOAT32,
                    "",
                    () -> ToTensor.of((float) ++asked[0], DType.FLOAT32, "foo")));
          }

          @Override
          public @Nullable Node restoreFromTensors(Map<String, Tensor> values) {
            restored[0] =
                floats(((org.ckpt4j.framework.EagerTensor) values.get("foo")).raw()).get(0);
            return null;
          }
        };
    var checkpoint = new Checkpoint(kw("object", object));

    String first = checkpoint.save("ck");
    assertEquals(1, asked[0]);
    checkpoint.save("ck");
    assertEquals(2, asked[0]);
    checkpoint.restore(first).assertConsumed();

    assertEquals(1f, restored[0]);
    assertEquals(2, asked[0]);
  }

  @Test
  @Tag(
      "tensorflow/python/checkpoint/checkpoint_test.py::SerializeToTensorTest::test_reference_variable")
  void referenceVariablesAreSavedBothWays() {
    inMode(
        false,
        runner -> {
          Variable v = variable(1f, new Named("v"), new UseResource(false));
          runner.initialize(v);
          var saver = new Saver(List.of(v));
          var checkpoint = new Checkpoint(kw("v", v));
          saver.save(runner.session(), "m");
          runner.assign(v, 2f);
          checkpoint.write("ck");
          runner.assign(v, 3f);

          saver.restore(runner.session(), "m");
          assertEquals(1f, runner.value(v));
          checkpoint.read("ck").assertConsumed().runRestoreOps();
          assertEquals(2f, runner.value(v));
        });
  }

  /** Hands its trackable side over to another object. */
  private record Delegate(Trackable inner) {
    Trackable trackable() {
      return new Trackable() {
        @Override
        public Dependencies dependencies() {
          return inner.dependencies();
        }

        @Override
        public Map<String, Trackable> trackableChildren() {
          return inner.trackableChildren();
        }

        @Override
        public List<SaveSpec> serializeToTensors() {
          return inner.serializeToTensors();
        }

        @Override
        public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
          return inner.restoreFromTensors(restored);
        }
      };
    }
  }

  @Test
  @Tag("tensorflow/python/trackable/base_delegate_test.py::BaseDelegateTest::test_checkpoint")
  void aDelegateIsSavedAsWhatItStandsFor() {
    var inner = new AutoTrackable();
    inner.set("v", variable(5f));
    String path =
        new Checkpoint(
                kw("a", new Delegate(inner).trackable()),
                kw("b", new Delegate(variable(6f)).trackable()))
            .write("ck");
    Variable v = variable(0f);
    Variable b = variable(0f);
    var bare = new AutoTrackable();
    bare.set("v", v);

    new Checkpoint(kw("a", bare), kw("b", b)).read(path).assertConsumed();

    assertEquals(List.of(5f), floats(v));
    assertEquals(List.of(6f), floats(b));
  }

  /** An array of the program's own. */
  private static final class ArrayState implements PythonState {
    private final Dependencies dependencies = new Dependencies();
    float[] array;

    ArrayState(float... array) {
      this.array = array;
    }

    @Override
    public Dependencies dependencies() {
      return dependencies;
    }

    @Override
    public byte[] serialize() {
      ByteBuffer bytes = ByteBuffer.allocate(4 * array.length);
      bytes.asFloatBuffer().put(array);
      return bytes.array();
    }

    @Override
    public void deserialize(byte[] state) {
      array = new float[state.length / 4];
      ByteBuffer.wrap(state).asFloatBuffer().get(array);
    }
  }

  @Test
  @Tag("tensorflow/python/trackable/python_state_test.py::NumpyStateTests::testWrapper")
  void stateOfTheProgramIsStoredAsBytes() {
    var state = new ArrayState(1, 2);
    String path = new Checkpoint(kw("numpy", state)).save("ck");
    var loaded = new ArrayState();

    new Checkpoint(kw("numpy", loaded)).restore(path).assertConsumed();

    assertEquals(
        List.of(
            "_CHECKPOINTABLE_OBJECT_GRAPH",
            "numpy/.ATTRIBUTES/py_state",
            "save_counter/.ATTRIBUTES/VARIABLE_VALUE"),
        List.copyOf(new TrainApi().listVariables(path).keySet()));
    assertArrayEquals(new float[] {1, 2}, loaded.array);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag(
      "tensorflow/python/trackable/python_state_test.py::NumpyStateTests::testSaveRestoreNumpyState")
  void stateIsSavedAsItIsAtEachSaveAndComesBackAtOnce(boolean eager) {
    inMode(
        eager,
        runner -> {
          var state = new ArrayState(1, 1);
          var checkpoint = new Checkpoint(kw("a", state));
          String first = checkpoint.save("ck");
          state.array[0] = 2;
          String second = checkpoint.save("ck");
          state.array = new float[] {5};

          checkpoint.restore(first).assertConsumed();
          assertArrayEquals(new float[] {1, 1}, state.array);
          state.array[1] = 7;
          checkpoint.restore(second).assertConsumed();
          assertArrayEquals(new float[] {2, 1}, state.array);
          state.array[1] = 7;
          String third = checkpoint.save("ck", CheckpointOptions.defaults().withEnableAsync(true));
          state.array = new float[0];
          checkpoint.restore(third);
          assertArrayEquals(new float[] {2, 7}, state.array);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("tensorflow/python/trackable/python_state_test.py::NumpyStateTests::testDocstringExample")
  void stateThatComesLaterTakesWhatWaits(boolean eager) {
    inMode(
        eager,
        runner -> {
          var arrays = new AutoTrackable();
          var x = new ArrayState(new float[12]);
          arrays.set("x", x);
          var checkpoint = new Checkpoint(kw("numpy_arrays", arrays));
          String path = checkpoint.save("ck");
          x.array[5] = 4;
          checkpoint.restore(path);
          assertArrayEquals(new float[12], x.array);

          var second = new AutoTrackable();
          new Checkpoint(kw("numpy_arrays", second)).restore(path);
          var late = new ArrayState();
          second.set("x", late);
          assertArrayEquals(new float[12], late.array);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::InterfaceTests::testAddVariable")
  void variablesAreDeclaredOnceUnderTheirOwnersNames(boolean eager) {
    inMode(
        eager,
        runner -> {
          var object = new AutoTrackable();
          var error =
              assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      TrackedVariable.add(
                          object,
                          "shape_specified_twice",
                          new Shaped(Shape.of()),
                          Initializer.of(1)));
          assertEquals(true, error.getMessage().contains("leave the shape out"));
          Variable constant =
              TrackedVariable.add(object, "constant_initializer", Initializer.of(1));
          Variable ones;
          try (var scope = TF1.variableScope("some_variable_scope")) {
            ones =
                TrackedVariable.add(
                    object, "ones_initializer", new Shaped(Shape.of(2)), Initializers.ones());
          }
          Variable bare =
              TrackedVariable.add(object, "bare_initializer", new Shaped(Shape.of(2, 2)));
          Variable other = variable(1f, new Named("duplicate"));
          Variable duplicate = TrackedVariable.add(object, "duplicate", new Shaped(Shape.of()));
          var again =
              assertThrows(
                  IllegalArgumentException.class,
                  () -> TrackedVariable.add(object, "duplicate", new Shaped(Shape.of())));
          assertEquals(true, again.getMessage().contains("duplicate"));
          runner.initialize(constant, ones, bare, other, duplicate);

          assertEquals("constant_initializer:0", constant.name());
          assertEquals(DType.INT32, constant.dtype());
          assertEquals("some_variable_scope/ones_initializer:0", ones.name());
          assertEquals(1f, runner.value(ones));
          assertEquals("bare_initializer:0", bare.name());
          assertEquals("duplicate:0", other.name());
          assertEquals(eager ? "duplicate:0" : "duplicate_1:0", duplicate.name());
          String suffix = "/.ATTRIBUTES/VARIABLE_VALUE";
          assertEquals(
              List.of(
                  "_CHECKPOINTABLE_OBJECT_GRAPH",
                  "bare_initializer" + suffix,
                  "constant_initializer" + suffix,
                  "duplicate" + suffix,
                  "ones_initializer" + suffix),
              List.copyOf(
                  new TrainApi().listVariables(new Checkpoint(object).write("ck")).keySet()));
        });
  }

  @Test
  @Tag("tensorflow/python/checkpoint/checkpoint_test.py::InterfaceTests::testShapeDtype")
  void declaredVariablesHaveTheTypeThatWasAsked() {
    var root = new AutoTrackable();
    var double64 = new Typed(DType.FLOAT64);

    Variable v1 = TrackedVariable.add(root, "v1", Initializer.of(3.0), double64);
    Variable v2 =
        TrackedVariable.add(root, "v2", new Shaped(Shape.of(3)), Initializers.ones(), double64);

    assertEquals(DType.FLOAT64, v1.dtype());
    assertEquals(DType.FLOAT64, v2.dtype());
    assertEquals(Shape.of(3), v2.shape());
  }

  @Test
  void stateThatTheProgramDoesNotHaveIsReported() {
    String path = new Checkpoint(kw("obj", new ArrayState(1))).save("ck");

    var status = new Checkpoint(kw("obj", new AutoTrackable())).restore(path);

    assertThrows(org.ckpt4j.errors.CheckpointMismatchError.class, status::assertConsumed);
  }

  @Test
  void theBytesOfStateAreNotText() {
    byte[] odd = {0, (byte) 0xff, 10};
    var bytes = new ArrayList<byte[]>();
    PythonState state =
        new PythonState() {
          private final Dependencies dependencies = new Dependencies();

          @Override
          public Dependencies dependencies() {
            return dependencies;
          }

          @Override
          public byte[] serialize() {
            return odd;
          }

          @Override
          public void deserialize(byte[] value) {
            bytes.add(value);
          }
        };
    var checkpoint = new Checkpoint(kw("s", state));

    checkpoint.restore(checkpoint.save("ck")).assertConsumed();

    assertArrayEquals(odd, bytes.get(0));
  }
}
