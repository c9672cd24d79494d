package org.ckpt4j.train;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.metagraph.MetaGraphOption.asText;
import static org.ckpt4j.metagraph.MetaGraphOption.clearDevices;
import static org.ckpt4j.metagraph.MetaGraphOption.clearExtraneousSavers;
import static org.ckpt4j.metagraph.MetaGraphOption.exportScope;
import static org.ckpt4j.metagraph.MetaGraphOption.importScope;
import static org.ckpt4j.metagraph.MetaGraphOption.inputMap;
import static org.ckpt4j.options.SaveOption.stripDefaultAttrs;
import static org.ckpt4j.train.GraphRun.reference;
import static org.ckpt4j.train.Program.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.DataLossError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.options.Named;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs that are written with their savers, and programs made of such files. */
class SaverGraphsTest {
  private static final String FILE = "tensorflow/python/training/saver_test.py::";
  private static final String ROW = FILE + "MetaGraphTest::";
  private static final String SCOPED = FILE + "ScopedGraphTest::";

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

  @Test
  @Tag(ROW + "testAddCollectionDefFails")
  void collectionsThatHaveNoMessageAreLeftOut() {
    try (var run = new GraphRun()) {
      run.graph().addToCollection("objects", new Object());
      run.graph().addToCollection("mixed", 3);
      run.graph().addToCollection("mixed", 3.5);
      run.graph().addToCollection("numbers", 3);

      MetaGraphDef message = MetaGraphs.exportMetaGraph();

      assertEquals(java.util.Set.of("numbers"), message.getCollectionDefMap().keySet());
      assertEquals(
          List.of("collection_not_serialized", "collection_not_serialized"), program.kinds());
    }
  }

  /** Two variables, a saver for each, both noted in the graph. */
  private record TwoSavers(Variable v0, Variable v1, Saver saver0, Saver saver1) {
    static TwoSavers make() {
      Variable v0 = reference("v0", new float[][] {{1, 2}, {3, 4}, {5, 6}});
      Variable v1 = reference("v1", 11f);
      var made =
          new TwoSavers(
              v0,
              v1,
              new Saver(dict("v0", v0), new Named("saver0")),
              new Saver(dict("v1", v1), new Named("saver1")));
      TF1.addToCollection(GraphKeys.SAVERS, made.saver0);
      TF1.addToCollection(GraphKeys.SAVERS, made.saver1);
      return made;
    }
  }

  @Test
  @Tag(ROW + "testMultiSaverCollection")
  void severalSaversComeBackAndEachRestoresItsOwn() {
    try (var run = new GraphRun()) {
      TwoSavers two = TwoSavers.make();
      run.initialize();
      two.saver0.save(run.session(), "saver0.ckpt");
      two.saver1.save(run.session(), "saver1.ckpt");
      MetaGraphDef message = MetaGraphs.exportMetaGraph("all.meta");
      assertEquals(
          2, message.getCollectionDefOrThrow(GraphKeys.SAVERS).getBytesList().getValueCount());
    }
    try (var run = new GraphRun()) {
      MetaGraphs.importMetaGraph("all.meta");
      List<Object> savers = TF1.getCollection(GraphKeys.SAVERS);
      assertEquals(2, savers.size());

      ((Saver) savers.get(0)).restore(run.session(), "saver0.ckpt");
      ((Saver) savers.get(1)).restore(run.session(), "saver1.ckpt");

      assertEquals(
          List.of(1f, 2f, 3f, 4f, 5f, 6f), run.floats(run.graph().getTensorByName("v0:0")));
      assertEquals(List.of(11f), run.floats(run.graph().getTensorByName("v1:0")));
      assertThrows(
          NotFoundError.class, () -> ((Saver) savers.get(0)).restore(run.session(), "saver1.ckpt"));
    }
  }

  @Test
  @Tag(ROW + "testClearExtraneousSavers")
  void otherSaversAreLeftOutOnRequest() {
    try (var run = new GraphRun()) {
      TwoSavers two = TwoSavers.make();
      run.initialize();

      MetaGraphDef plain = MetaGraphs.exportMetaGraph();
      MetaGraphDef whole = two.saver0.exportMetaGraph();
      MetaGraphDef alone = two.saver0.exportMetaGraph(clearExtraneousSavers(true));

      assertFalse(plain.hasSaverDef());
      assertEquals(two.saver0.saverDef(), whole.getSaverDef());
      assertEquals(two.saver0.saverDef(), alone.getSaverDef());
      assertEquals(33, whole.getGraphDef().getNodeCount());
      assertEquals(21, alone.getGraphDef().getNodeCount());
      assertEquals(savers(whole), 2);
      assertEquals(savers(alone), 1);
      assertTrue(
          alone.getGraphDef().getNodeList().stream()
              .noneMatch(node -> node.getName().startsWith("saver1/")));
    }
  }

  private static int savers(MetaGraphDef message) {
    return message.getCollectionDefOrThrow(GraphKeys.SAVERS).getBytesList().getValueCount();
  }

  @Test
  @Tag(ROW + "testBinaryAndTextFormat")
  void graphsAreReadFromBytesAndTextAndNothingElseIsTakenForOne() {
    try (var run = new GraphRun()) {
      named("v0", 10f);
      var saver = new Saver();
      saver.exportMetaGraph("binary.meta");
      saver.exportMetaGraph("text.meta", asText(true));
      GraphDefFiles.write(saver.saverDef(), "saver.pbtxt", true);
    }
    for (String file : List.of("binary.meta", "text.meta")) {
      try (var run = new GraphRun()) {
        assertEquals(
            "save/Const:0", MetaGraphs.importMetaGraph(file).saverDef().getFilenameTensorName());
        assertTrue(run.graph().hasOperation("v0"));
      }
    }
    try (var run = new GraphRun()) {
      var error =
          assertThrows(DataLossError.class, () -> MetaGraphs.importMetaGraph("saver.pbtxt"));
      assertTrue(error.getMessage().contains("saver.pbtxt"), error.getMessage());
      var missing =
          assertThrows(NotFoundError.class, () -> MetaGraphs.importMetaGraph("missing.meta"));
      assertTrue(missing.getMessage().contains("missing.meta"), missing.getMessage());
    }
  }

  /** Two layers on an image of ones, and what they give. */
  private static Tensor inference() {
    Tensor images = TF.constant(1.2f, DType.FLOAT32, Shape.of(10, 28), new Named("images"));
    Tensor hidden = layer("hidden1", images, 28, 16, 0.01f);
    Tensor logits = layer("softmax_linear", hidden, 16, 10, 0.02f);
    TF1.addToCollection("logits", logits);
    return logits;
  }

  private static Tensor layer(String scope, Tensor input, int in, int out, float step) {
    try (NameScope entered = NameScope.enter(scope)) {
      float[][] values = new float[in][out];
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          values[i][j] = step * ((i + j) % 7);
        }
      }
      Variable weights = new Variable(values, new Named("weights"));
      Variable biases = new Variable(new float[out], new Named("biases"));
      return TF.nn.relu(TF.add(TF.matmul(input, weights), biases), new Named("relu"));
    }
  }

  private static Tensor loss(Tensor logits) {
    return TF.reduceMean(TF.square(TF.subtract(logits, 1f)));
  }

  @Test
  @Tag(ROW + "testGraphExtension")
  void anImportedGraphIsExtendedWrittenAgainAndTrained() {
    List<Float> before;
    try (var run = new GraphRun()) {
      Tensor logits = inference();
      run.initialize();
      before = run.floats(logits);
      var saver = new Saver();
      saver.save(run.session(), "train");
      saver.exportMetaGraph("inference.meta");
    }
    try (var run = new GraphRun()) {
      Saver saver = MetaGraphs.importMetaGraph("inference.meta");
      Tensor logits = (Tensor) TF1.getCollection("logits").get(0);
      TF1.addToCollection("train_op", new GradientDescentOptimizer(0.01).minimize(loss(logits)));
      TF1.addToCollection("loss", loss(logits));
      saver.restore(run.session(), "train");
      assertEquals(before, run.floats(logits));
      saver.exportMetaGraph("extended.meta");
    }
    try (var run = new GraphRun()) {
      Saver saver = MetaGraphs.importMetaGraph("extended.meta");
      saver.restore(run.session(), "train");
      Tensor logits = (Tensor) TF1.getCollection("logits").get(0);
      Tensor loss = (Tensor) TF1.getCollection("loss").get(0);
      assertEquals(before, run.floats(logits));
      float first = run.floats(loss).get(0);

      run.session().run((Node) TF1.getCollection("train_op").get(0));

      assertTrue(run.floats(loss).get(0) < first);
    }
  }

  @Test
  @Tag(ROW + "testStripDefaultValuedAttrs")
  void attributesAsByDefaultAreStrippedFromTheSaversFile() {
    try (var run = new GraphRun()) {
      Variable real = named("var1", 1f);
      Variable imaginary = named("var2", 2f);
      TF.complex(real, imaginary, new Named("complex"));
      run.initialize();
      var saver = new Saver();
      saver.save(run.session(), "stripped", stripDefaultAttrs(true));
      saver.save(run.session(), "whole");
    }

    NodeDef stripped = complexNode("stripped.meta");
    NodeDef whole = complexNode("whole.meta");

    assertFalse(stripped.containsAttr("T"));
    assertFalse(stripped.containsAttr("Tout"));
    assertTrue(whole.containsAttr("T"));
    assertTrue(whole.containsAttr("Tout"));
    try (var run = new GraphRun()) {
      MetaGraphs.importMetaGraph("stripped.meta").restore(run.session(), "stripped");
      assertEquals(
          DType.COMPLEX64, run.session().run(run.graph().getTensorByName("complex:0")).dtype());
    }
  }

  private static NodeDef complexNode(String file) {
    return GraphDefFiles.readMetaGraph(file).getGraphDef().getNodeList().stream()
        .filter(node -> node.getName().equals("complex"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Tag(ROW + "testImportIntoImplicitNamescope")
  void theOpenNameScopeIsWhereAnImportedGraphLies() {
    List<Float> saved;
    try (var run = new GraphRun()) {
      Tensor logits = inference();
      Node step = new GradientDescentOptimizer(0.01, TF.name("sgd")).minimize(loss(logits));
      TF1.addToCollection("train_op", step);
      run.initialize();
      run.session().run(step);
      saved = run.floats(run.graph().getTensorByName("hidden1/weights/Read/ReadVariableOp:0"));
      new Saver().save(run.session(), "m");
    }
    try (var run = new GraphRun()) {
      Saver saver;
      try (NameScope scope = NameScope.enter("new_model")) {
        saver = MetaGraphs.importMetaGraph("m.meta");
      }
      assertTrue(
          run.graph().getOperations().stream()
              .map(Operation::name)
              .allMatch(name -> name.startsWith("new_model/")));

      saver.restore(run.session(), "m");
      Tensor weights =
          run.graph().getTensorByName("new_model/hidden1/weights/Read/ReadVariableOp:0");
      assertEquals(saved, run.floats(weights));
      run.session().run(run.graph().getOperationByName("new_model/sgd"));
      assertNotEquals(saved, run.floats(weights));
    }
  }

  @Test
  @Tag(ROW + "testClearDevicesOnExport")
  void aGraphWrittenWithoutDevicesRunsAnywhere() {
    List<Float> saved;
    try (var run = new GraphRun()) {
      Tensor logits;
      try (var placed = TF.device("/job:ps/replica:0/task:0/device:GPU:0")) {
        logits = inference();
      }
      var saver = new Saver();
      saver.exportMetaGraph("free.meta", clearDevices(true));
      assertTrue(logits.op().name().startsWith("softmax_linear/"));
    }
    MetaGraphDef written = GraphDefFiles.readMetaGraph("free.meta");
    assertTrue(
        written.getGraphDef().getNodeList().stream().allMatch(node -> node.getDevice().isEmpty()));
    try (var run = new GraphRun()) {
      MetaGraphs.importMetaGraph("free.meta");
      run.initialize();
      saved = run.floats((Tensor) TF1.getCollection("logits").get(0));
      assertEquals(100, saved.size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag(SCOPED + "testScopedSaveAndRestore")
  void aScopeExportedWithItsVariablesIsRestoredUnderAnother(boolean text) {
    List<Float> expected;
    try (var run = new GraphRun()) {
      Tensor images = TF.constant(1.2f, DType.FLOAT32, Shape.of(10, 28), new Named("images"));
      Tensor hidden = layer("hidden1", images, 28, 16, 0.01f);
      layer("hidden2", hidden, 16, 4, 0.01f);
      run.initialize();
      expected = run.floats(hidden);
      Map<String, Object> variables = new LinkedHashMap<>();
      for (Variable variable : TF1.globalVariables()) {
        if (variable.name().startsWith("hidden1/")) {
          variables.put(relative(variable), variable);
        }
      }
      assertEquals(List.of("weights", "biases"), List.copyOf(variables.keySet()));
      MetaGraphs.exportMetaGraph("hidden1.pb", exportScope("hidden1"), asText(text));
      new Saver(variables).save(run.session(), "hidden1.ckpt");
    }
    try (var run = new GraphRun()) {
      Tensor images = TF.constant(1.2f, DType.FLOAT32, Shape.of(10, 28), new Named("new_images"));
      var imported =
          MetaGraphs.importWithElements(
              "hidden1.pb",
              importScope("new_hidden1"),
              inputMap(Map.of("$unbound_inputs_images", images)));
      Map<String, Object> variables = new LinkedHashMap<>();
      imported
          .graph()
          .variables()
          .forEach((name, variable) -> variables.put(name.replace(":0", ""), variable));

      new Saver(variables).restore(run.session(), "hidden1.ckpt");

      assertEquals(expected, run.floats(run.graph().getTensorByName("new_hidden1/relu:0")));
    }
  }

  private static String relative(Variable variable) {
    return variable.fullName().substring(variable.fullName().indexOf('/') + 1);
  }

  /** A scope that needs nothing from outside. */
  private static Map<String, Object> hidden1() {
    Map<String, Object> variables = new LinkedHashMap<>();
    try (NameScope scope = NameScope.enter("hidden1")) {
      Tensor images = TF.constant(1f, DType.FLOAT32, Shape.of(3, 2), new Named("images"));
      Variable weights = new Variable(new float[][] {{1, 2, 3}, {4, 5, 6}}, new Named("weights"));
      Variable biases = new Variable(new float[] {0.1f, 0.1f, 0.1f}, new Named("biases"));
      variables.put("weights", weights);
      variables.put("biases", biases);
      TF.nn.relu(TF.add(TF.matmul(images, weights), biases), new Named("relu"));
    }
    return variables;
  }

  @Test
  @Tag(SCOPED + "testCopyScopedGraph")
  void aScopeIsCopiedWithinItsGraphAndIntoAnother() {
    List<Float> expected;
    Map<String, Object> original;
    try (var run = new GraphRun()) {
      original = hidden1();
      run.initialize();
      expected = run.floats(run.graph().getTensorByName("hidden1/relu:0"));
      assertEquals(9, expected.size());
      new Saver(original).save(run.session(), "scoped");
    }
    try (var run = new GraphRun()) {
      Map<String, Object> first = hidden1();
      assertThrows(
          IllegalArgumentException.class,
          () -> MetaGraphs.copyScoped("hidden1", "hidden1", run.graph(), run.graph()));
      Map<String, Variable> second =
          MetaGraphs.copyScoped("hidden1", "hidden2", run.graph(), run.graph());

      new Saver(first).restore(run.session(), "scoped");
      new Saver(plain(second)).restore(run.session(), "scoped");
      assertEquals(expected, run.floats(run.graph().getTensorByName("hidden1/relu:0")));
      assertEquals(expected, run.floats(run.graph().getTensorByName("hidden2/relu:0")));

      try (var other = new GraphRun()) {
        Map<String, Variable> copied =
            MetaGraphs.copyScoped("hidden1", "new_hidden1", run.graph(), other.graph());
        new Saver(plain(copied)).restore(other.session(), "scoped");
        assertEquals(expected, other.floats(other.graph().getTensorByName("new_hidden1/relu:0")));
      }
    }
  }

  private static Map<String, Object> plain(Map<String, Variable> variables) {
    Map<String, Object> out = new LinkedHashMap<>();
    variables.forEach((name, variable) -> out.put(name.replace(":0", ""), variable));
    return out;
  }

  @Test
  @Tag(SCOPED + "testSerializeSaverWithScope")
  void aSaverIsCarriedAlongWithItsScopeOnly() {
    List<Saver> savers = new ArrayList<>();
    try (var run = new GraphRun()) {
      try (NameScope scope = NameScope.enter("hidden1")) {
        savers.add(new Saver(dict("v1", new Variable(1f, new Named("variable1")))));
      }
      try (NameScope scope = NameScope.enter("hidden2")) {
        Variable v = new Variable(2f, new Named("variable2"));
        savers.add(new Saver(dict("v2", v), new Named("hidden2_saver")));
      }
      savers.forEach(saver -> TF1.addToCollection(GraphKeys.SAVERS, saver));
      run.initialize();
      savers.get(0).save(run.session(), "saver1");
      savers.get(1).save(run.session(), "saver2");

      for (int i = 1; i <= 2; i++) {
        try (var other = new GraphRun()) {
          Map<String, Variable> copied =
              MetaGraphs.copyScoped("hidden" + i, "new_hidden" + i, run.graph(), other.graph());
          assertEquals(List.of("variable" + i + ":0"), List.copyOf(copied.keySet()));
          List<Object> carried = TF1.getCollection(GraphKeys.SAVERS);
          assertEquals(1, carried.size());

          ((Saver) carried.get(0)).restore(other.session(), "saver" + i);

          assertEquals(List.of((float) i), other.floats(copied.get("variable" + i + ":0")));
        }
      }
    }
  }
}
