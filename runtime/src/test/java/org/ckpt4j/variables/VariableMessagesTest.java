package org.ckpt4j.variables;

import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.fixedSizePartitioner;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.proto.VariableDef;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.MetaGraphs;
import org.ckpt4j.train.Saver;
import org.ckpt4j.train.optimizers.MomentumOptimizer;
import org.ckpt4j.variables.VariableProgram.Mode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Variables written to messages, and made of them again. */
class VariableMessagesTest {
  private static final String FILES = "tensorflow/python/kernel_tests/variables/";
  private static final String RESOURCE =
      FILES + "resource_variable_ops_test.py::ResourceVariableOpsTest::";
  private static final String VARIABLE = FILES + "variables_test.py::VariablesTestCase::";

  @TempDir Path folder;

  private static VariableDef message(Variable variable) {
    return VariableMessages.write(variable, null).orElseThrow();
  }

  private static Variable again(Variable variable) {
    return VariableMessages.read(message(variable), null, Graph.current());
  }

  @Test
  @Tag(RESOURCE + "testToFromProto")
  void whatIsReadIsTheSameNodes() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      Variable v = new Variable(1f);
      program.initialize();

      Variable w = again(v);

      assertEquals(2.0, program.number(TF.plus(w, 1f)));
      assertSame(v.handle(), w.handle());
      assertSame(v.graphElement(), w.graphElement());
    }
  }

  @Test
  @Tag(RESOURCE + "testDtypeAfterFromProto")
  void whatIsReadHasItsType() {
    for (Mode mode : List.of(Mode.RESOURCES, Mode.REFERENCES)) {
      try (var program = new VariableProgram(mode)) {
        Variable v = new Variable(2.0f);

        assertEquals(v.dtype(), again(v).dtype());
        assertEquals(mode == Mode.RESOURCES, again(v).isResource());
        assertEquals(List.of(v), program.graph().getCollection(GraphKeys.GLOBAL_VARIABLES));
      }
    }
  }

  @Test
  @Tag(RESOURCE + "testTrainableInProto")
  void whatIsReadIsTrainableOrNot() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      assertTrue(again(new Variable(1f, new Trainable(true))).trainable());
      assertEquals(false, again(new Variable(1f, new Trainable(false))).trainable());
      assertEquals(false, program.isEager());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFERENCES", "RESOURCES"})
  @Tag(VARIABLE + "testSynchronizationAndAggregationSaved")
  void howCopiesAreBroughtTogetherIsKept(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v =
          new Variable(10f, VariableSynchronization.NONE, VariableAggregation.ONLY_FIRST_REPLICA);

      Variable w = again(v);

      assertEquals(VariableSynchronization.NONE, w.synchronization());
      assertEquals(VariableAggregation.ONLY_FIRST_REPLICA, w.aggregation());
      assertEquals(false, program.isEager());
    }
  }

  @Test
  @Tag(VARIABLE + "testVariableDefInitializedInstances")
  void referencesComeBackWithOrWithoutAFirstValue() {
    comesBack(Mode.REFERENCES);
  }

  @Test
  @Tag(RESOURCE + "testVariableDefInitializedInstances")
  void resourcesComeBackWithOrWithoutAFirstValue() {
    comesBack(Mode.RESOURCES);
  }

  private static void comesBack(Mode mode) {
    try (var program = new VariableProgram(mode)) {
      Variable v = new Variable(TF.constant(3.0f));
      VariableDef full = message(v);
      assertEquals(v.initialValue().name(), full.getInitialValueName());
      program.initialize();

      Variable w = VariableMessages.read(full, null, program.graph());
      assertEquals(3.0, program.number(w.initializedValue()));
      Variable bare =
          VariableMessages.read(
              full.toBuilder().clearInitialValueName().build(), null, program.graph());

      assertEquals(3.0, program.number(bare));
      assertThrows(IllegalStateException.class, bare::initialValue);
    }
  }

  @Test
  @Tag(VARIABLE + "testSaveSliceInfoFromSpecPasses")
  void aPlaceReadFromItsTextIsThePlace() {
    SaveSliceInfo info = SaveSliceInfo.parse("5 2 3,2:0,2");

    assertEquals(shape(5, 2), info.fullShape());
    assertEquals(List.of(3L, 0L), info.offset());
    assertEquals(shape(2, 2), info.shape());
    assertEquals("5 2 3,2:0,2", info.spec());
    assertEquals(info, SaveSliceInfo.parse(info.spec()));
    assertThrows(IllegalArgumentException.class, () -> SaveSliceInfo.parse("5 x"));
    assertThrows(IllegalArgumentException.class, () -> SaveSliceInfo.parse("5 2 3,2"));
  }

  @Test
  @Tag(RESOURCE + "testMetagraph")
  void variablesAndTheirSlotsSurviveAMetaGraph() {
    try (var program = new VariableProgram(Mode.RESOURCES)) {
      MetaGraphDef message;
      try (var building = new Graph().asDefault()) {
        try (var foo = TF1.variableScope("foo")) {
          Variable a = TF1.getVariable("a", new Shaped(shape()));
          new MomentumOptimizer(0.1, 0.1).minimize(TF.plus(a, 2.0f));
        }
        message = MetaGraphs.exportMetaGraph();
      }
      try (var building = new Graph().asDefault();
          Session session = new Session(Graph.current())) {
        MetaGraphs.importWithElements(message);
        MetaGraphDef second = MetaGraphs.exportMetaGraph();

        assertEquals(
            message.getCollectionDefMap().get("variables"),
            second.getCollectionDefMap().get("variables"));
        assertEquals(
            List.of("foo/a:0", "foo/foo/a/Momentum:0"),
            TF1.globalVariables().stream().map(Variable::name).toList());
        session.run(TF1.globalVariablesInitializer());
        session.run(Graph.current().getOperationByName("foo/Momentum"));
        assertEquals(1.0, session.run(TF1.globalVariables().get(1)).doubleValue());
      }
      assertEquals(false, program.isEager());
    }
  }

  @Test
  @Tag(FILES + "partitioned_variables_test.py::PartitionedVariablesTestCase::testMetaGraphSaveLoad")
  void partsSurviveAMetaGraphWithTheirPlacesAndValues() {
    for (Mode mode : List.of(Mode.REFERENCES, Mode.RESOURCES)) {
      String prefix = folder.resolve("model" + mode).toString();
      String values;
      try (var program = new VariableProgram(mode)) {
        try (var scope = TF1.variableScope("x", fixedSizePartitioner(2))) {
          GetVariable.any("v", new Shaped(shape(10, 10)), TF1.randomUniformInitializer());
        }
        program.initialize();
        var whole = (PartitionedVariable) find();
        values = program.numbers(whole.asTensor()).toString();
        new Saver(TF1.globalVariables()).save(program.session(), prefix);
      }
      try (var program = new VariableProgram(mode)) {
        Saver saver = assertSaver(MetaGraphs.importMetaGraph(prefix + ".meta"));
        List<Variable> parts = TF1.globalVariables();
        saver.restore(program.session(), prefix);

        assertEquals(
            List.of("10 10 0,5:0,10", "10 10 5,5:0,10"),
            parts.stream().map(v -> v.saveSliceInfo().orElseThrow().spec()).toList());
        assertEquals("x/v", parts.get(0).saveSliceInfo().orElseThrow().fullName());
        assertEquals(values, program.numbers(TF.concat(parts, 0)).toString());
      }
    }
  }

  private static Object find() {
    try (var scope = TF1.variableScope("x", TF1.reuse(true))) {
      return GetVariable.any("v");
    }
  }

  private static Saver assertSaver(Saver saver) {
    assertNotNull(saver);
    return saver;
  }

  @Test
  void aMessageOfAnUnknownKindOfSynchronizationIsRefused() {
    try (var program = new VariableProgram(Mode.RESOURCES);
        var scope = NameScope.enter("s")) {
      Variable v = new Variable(TF.zeros(Shape.of(1)), new Named("v"));
      VariableDef wrong = message(v).toBuilder().setSynchronizationValue(9).build();

      assertThrows(
          IllegalArgumentException.class,
          () -> VariableMessages.read(wrong, null, program.graph()));
      assertThrows(FailedPreconditionError.class, () -> program.value(v));
    }
  }
}
