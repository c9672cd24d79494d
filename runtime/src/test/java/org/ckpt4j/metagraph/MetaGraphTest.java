package org.ckpt4j.metagraph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.compat.TF1.useResource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.options.Named;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.MetaGraphs;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaGraphTest {
  @TempDir Path folder;
  private Scope program;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    program = Contexts.enter(new EagerContext());
  }

  @AfterEach
  void stop() {
    program.close();
  }

  @Test
  @Tag("tensorflow/python/framework/meta_graph_test.py::SimpleMetaGraphTest::testNoVariables")
  void aGraphWithoutVariablesGoesOutAndComesInUnchanged() {
    MetaGraphDef original;
    String file = folder.resolve("m.pbtxt").toString();
    Graph first = new Graph();
    try (var scope = first.asDefault()) {
      Tensor input = TF1.placeholder(DType.FLOAT32, Shape.scalar(), new Named("x"));
      Tensor output = TF.subtract(constant(42f), input, new Named("out"));
      first.addToCollection("input_tensor", input);
      first.addToCollection("output_tensor", output);
      original = MetaGraphs.exportMetaGraph(file, MetaGraphOption.asText(true));
    }

    Graph second = new Graph();
    try (var scope = second.asDefault();
        Session session = new Session(second)) {
      MetaGraphs.importMetaGraph(file);
      Tensor input = (Tensor) second.getCollection("input_tensor").get(0);
      Tensor output = (Tensor) second.getCollection("output_tensor").get(0);

      assertEquals(original, MetaGraphs.exportMetaGraph());
      assertEquals(32f, session.run(output, new org.ckpt4j.graph.Feed(input, 10f)).doubleValue());
    }
  }

  private static MetaGraphDef complexGraph(DType part, DType whole, boolean strip) {
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      var complex = StandardOps.registry().find("Complex").orElseThrow();
      complex.call(
          "complex",
          org.ckpt4j.framework.Attrs.of("T", part, "Tout", whole),
          constant(1, part),
          constant(2, part));
      return MetaGraphs.exportMetaGraph(MetaGraphOption.stripDefaultAttrs(strip));
    }
  }

  private static NodeDef node(MetaGraphDef graph, String name) {
    return graph.getGraphDef().getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Tag(
      "tensorflow/python/framework/meta_graph_test.py::SimpleMetaGraphTest::testDefaultAttrStripping")
  void attributesThatAreAsByDefaultAreStrippedIfAsked() {
    MetaGraphDef stripped = complexGraph(DType.FLOAT32, DType.COMPLEX64, true);
    MetaGraphDef whole = complexGraph(DType.FLOAT32, DType.COMPLEX64, false);
    MetaGraphDef other = complexGraph(DType.FLOAT64, DType.COMPLEX128, true);

    assertTrue(stripped.getMetaInfoDef().getStrippedDefaultAttrs());
    assertFalse(node(stripped, "complex").containsAttr("T"));
    assertFalse(node(stripped, "complex").containsAttr("Tout"));
    assertFalse(whole.getMetaInfoDef().getStrippedDefaultAttrs());
    assertTrue(node(whole, "complex").containsAttr("T"));
    assertTrue(node(other, "complex").containsAttr("T"));
    assertTrue(node(other, "complex").containsAttr("Tout"));
  }

  @Test
  @Tag(
      "tensorflow/python/framework/meta_graph_test.py::SimpleMetaGraphTest::testDefaultAttrStrippingUnregisteredOps")
  void attributesOfUnknownOperationsAreNeverStripped() {
    NodeDef unknown =
        NodeDef.newBuilder()
            .setName("n")
            .setOp("OfNobody")
            .putAttr("number", AttrValue.newBuilder().setI(10).build())
            .build();
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      MetaGraphDef exported =
          MetaGraphs.exportMetaGraph(
              MetaGraphOption.graphDef(GraphDef.newBuilder().addNode(unknown).build()),
              MetaGraphOption.stripDefaultAttrs(true));

      assertEquals(10, node(exported, "n").getAttrOrThrow("number").getI());
    }
  }

  @Test
  @Tag(
      "tensorflow/python/framework/meta_graph_test.py::ScopedMetaGraphTest::testScopedExportAndImport")
  void scopesGoOutAloneAndAreWiredTogetherAgain() {
    List<MetaGraphDef> parts = new ArrayList<>();
    Graph first = new Graph();
    try (var scope = first.asDefault()) {
      Tensor images = constant(1.2f, DType.FLOAT32, Shape.of(100, 28), new Named("images"));
      Tensor hidden = layer("hidden1", images, 28, 128);
      Tensor hidden2 = layer("hidden2", hidden, 128, 32);
      layer("softmax_linear", hidden2, 32, 10);
      for (String part : List.of("hidden1", "hidden2", "softmax_linear")) {
        String file = folder.resolve(part + ".pbtxt").toString();
        parts.add(
            MetaGraphs.exportMetaGraph(
                file, MetaGraphOption.exportScope(part), MetaGraphOption.asText(true)));
      }
    }

    Graph second = new Graph();
    try (var scope = second.asDefault()) {
      Tensor images = constant(1.2f, DType.FLOAT32, Shape.of(100, 28), new Named("images"));
      Tensor input = images;
      for (int i = 0; i < 3; i++) {
        String part = List.of("hidden1", "hidden2", "softmax_linear").get(i);
        String unbound =
            parts
                .get(i)
                .getCollectionDefOrThrow("unbound_inputs")
                .getBytesList()
                .getValue(0)
                .toStringUtf8();
        MetaGraphs.importMetaGraph(
            folder.resolve(part + ".pbtxt").toString(),
            MetaGraphOption.importScope("new_" + part),
            MetaGraphOption.inputMap(Map.of(unbound, input)));
        input = second.getTensorByName("new_" + part + "/out:0");
      }

      for (int i = 0; i < 3; i++) {
        String part = List.of("hidden1", "hidden2", "softmax_linear").get(i);
        MetaGraphDef again = MetaGraphs.exportMetaGraph(MetaGraphOption.exportScope("new_" + part));
        assertEquals(names(parts.get(i)), names(again));
        assertEquals(
            parts.get(i).getCollectionDefOrThrow("variables"),
            again.getCollectionDefOrThrow("variables"));
      }
    }
  }

  private static Tensor layer(String scope, Tensor input, int in, int out) {
    try (NameScope layer = NameScope.enter(scope)) {
      Variable weights =
          new Variable(
              constant(0.1f, DType.FLOAT32, Shape.of(in, out)),
              new Named("weights"),
              useResource(false));
      return TF.nn.relu(TF.matmul(input, weights), new Named("out"));
    }
  }

  private static TreeSet<String> names(MetaGraphDef graph) {
    TreeSet<String> out = new TreeSet<>();
    graph.getGraphDef().getNodeList().forEach(node -> out.add(node.getName()));
    return out;
  }

  private static MetaGraphDef variableV() {
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      new Variable(constant(0f), new Named("v"), useResource(false));
      return MetaGraphs.exportMetaGraph();
    }
  }

  @Test
  @Tag(
      "tensorflow/python/framework/meta_graph_test.py::ScopedMetaGraphTest::testImportsUsingSameScopeName")
  void importingTwiceIntoOneScopeGivesTwoScopes() {
    MetaGraphDef message = variableV();
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      var first = MetaGraphs.importWithElements(message, MetaGraphOption.importScope("s")).graph();
      var second = MetaGraphs.importWithElements(message, MetaGraphOption.importScope("s")).graph();

      assertEquals(List.of("v:0"), List.copyOf(first.variables().keySet()));
      assertEquals("s/v:0", first.variables().get("v:0").name());
      assertEquals(List.of("v:0"), List.copyOf(second.variables().keySet()));
      assertEquals("s_1/v:0", second.variables().get("v:0").name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GraphKeys.GLOBAL_VARIABLES, GraphKeys.TRAINABLE_VARIABLES})
  @Tag(
      "tensorflow/python/framework/meta_graph_test.py::ScopedMetaGraphTest::testScopedImportWithSelectedCollections")
  void onlyTheCollectionsThatAreWantedComeIn(String key) {
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      MetaGraphs.importWithElements(variableV(), MetaGraphOption.restoreCollections(key::equals));

      assertEquals(java.util.Set.of(key), graph.getAllCollectionKeys());
    }
  }

  private static void exportsNestedNames(boolean resource) {
    Graph first = new Graph();
    MetaGraphDef inner;
    try (var scope = first.asDefault()) {
      try (NameScope outer = NameScope.enter("hidden1");
          NameScope nested = NameScope.enter("hidden2");
          NameScope third = NameScope.enter("hidden3")) {
        new Variable(constant(1f), new Named("v"), useResource(resource));
      }
      inner = MetaGraphs.exportMetaGraph(MetaGraphOption.exportScope("hidden1/hidden2"));
    }

    Graph second = new Graph();
    try (var scope = second.asDefault();
        Session session = new Session(second)) {
      var imported =
          MetaGraphs.importWithElements(inner, MetaGraphOption.importScope("new")).graph();
      Variable v = (Variable) second.getCollection(GraphKeys.GLOBAL_VARIABLES).get(0);
      session.run(v.initializer());

      assertTrue(names(inner).stream().allMatch(name -> name.startsWith("hidden3/")));
      assertEquals("new/hidden3/v:0", v.name());
      assertEquals(resource, v.isResource());
      assertEquals(List.of(v), List.copyOf(imported.variables().values()));
      assertEquals(1f, session.run(v).doubleValue());
    }
  }

  @Test
  @Tag("tensorflow/python/framework/meta_graph_test.py::ScopedMetaGraphTest::testExportNestedNames")
  void nestedNamesLoseTheExportedScopeOnly() {
    exportsNestedNames(false);
  }

  @Test
  @Tag(
      "tensorflow/python/framework/meta_graph_test.py::ScopedMetaGraphTest::testExportNestedNamesResource")
  void nestedNamesOfResourceVariablesLoseTheExportedScopeOnly() {
    exportsNestedNames(true);
  }

  @Test
  @Tag("tensorflow/python/framework/meta_graph_test.py::ScopedMetaGraphTest::testPotentialCycle")
  void inputsFromOutsideMustBeGivenAndMayBeCalledAsNodesInside() {
    Graph first = new Graph();
    MetaGraphDef hidden;
    try (var scope = first.asDefault()) {
      Tensor a = constant(1f, DType.FLOAT32, Shape.of(2, 2));
      Tensor product = TF.matmul(a, constant(2f, DType.FLOAT32, Shape.of(2, 2)));
      try (NameScope inside = NameScope.enter("hidden1")) {
        TF.matmul(TF.nn.relu(product), constant(3f, DType.FLOAT32, Shape.of(2, 2)));
      }
      hidden = MetaGraphs.exportMetaGraph(MetaGraphOption.exportScope("hidden1"));
    }

    Graph second = new Graph();
    try (var scope = second.asDefault();
        Session session = new Session(second)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> MetaGraphs.importWithElements(hidden, MetaGraphOption.importScope("hidden1")));
      var imported =
          MetaGraphs.importWithElements(
                  hidden,
                  MetaGraphOption.importScope("hidden1"),
                  MetaGraphOption.inputMap(
                      Map.of(
                          "$unbound_inputs_MatMul", constant(4f, DType.FLOAT32, Shape.of(2, 2)))),
                  MetaGraphOption.returnElements(List.of("MatMul:0")))
              .graph();
      Tensor product = (Tensor) imported.returned().get(0);

      assertEquals(24f, org.ckpt4j.framework.ElementArrays.doubles(session.run(product))[0]);
    }
  }

  @Test
  @Tag("tensorflow/python/framework/meta_graph_test.py::ScopedMetaGraphTest::testClearDevices")
  void devicesAreClearedOnTheWayOutOrIn() {
    Graph graph = new Graph();
    MetaGraphDef kept;
    MetaGraphDef cleared;
    try (var scope = graph.asDefault()) {
      for (String device :
          List.of("/device:CPU:0", "/job:localhost/device:CPU:0", "/device:GPU:1")) {
        try (var placed = TF.device(device)) {
          constant(1f);
        }
      }
      kept = MetaGraphs.exportMetaGraph();
      cleared = MetaGraphs.exportMetaGraph(MetaGraphOption.clearDevices(true));
    }
    Graph second = new Graph();
    try (var scope = second.asDefault()) {
      MetaGraphs.importWithElements(kept, MetaGraphOption.clearDevices(true));
    }

    assertTrue(kept.getGraphDef().getNodeList().stream().noneMatch(n -> n.getDevice().isEmpty()));
    assertTrue(cleared.getGraphDef().getNodeList().stream().allMatch(n -> n.getDevice().isEmpty()));
    assertEquals(3, second.getOperations().size());
    assertTrue(second.getOperations().stream().map(Operation::device).allMatch(String::isEmpty));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag(
      "tensorflow/python/framework/meta_graph_test.py::ExportImportAcrossScopesTest::testPartitionedVariables")
  void partsOfVariablesKnowTheirWholeInAnotherScope(boolean resource) {
    Graph first = new Graph();
    MetaGraphDef exported;
    try (var scope = first.asDefault();
        var dropped = TF1.variableScope("dropA")) {
      partitioned(resource);
      exported = MetaGraphs.exportMetaGraph(MetaGraphOption.exportScope("dropA"));
    }

    Graph built = new Graph();
    try (var scope = built.asDefault();
        var kept = TF1.variableScope("keepA")) {
      partitioned(resource);
    }
    Graph imported = new Graph();
    try (var scope = imported.asDefault()) {
      MetaGraphs.importWithElements(exported, MetaGraphOption.importScope("keepA"));
    }

    assertEquals(facts(built), facts(imported));
    assertFalse(facts(built).isEmpty());
  }

  private static void partitioned(boolean resource) {
    TF1.getPartitionedVariable(
        "w", Shape.of(4, 2), TF1.fixedSizePartitioner(2), useResource(resource));
  }

  private static List<String> facts(Graph graph) {
    List<String> out = new ArrayList<>();
    for (Object item : graph.getCollection(GraphKeys.GLOBAL_VARIABLES)) {
      Variable variable = (Variable) item;
      out.add(variable.name() + " " + variable.isResource() + " " + variable.saveSliceInfo());
    }
    return out;
  }

  @Test
  void aFileThatIsNoGraphIsDamagedAndAMissingOneIsNotFound() throws java.io.IOException {
    Path file = folder.resolve("m.meta");
    java.nio.file.Files.write(file, new byte[] {1, 2, 3});

    assertThrows(
        org.ckpt4j.errors.DataLossError.class, () -> GraphDefFiles.readMetaGraph(file.toString()));
    assertThrows(
        org.ckpt4j.errors.NotFoundError.class,
        () -> GraphDefFiles.readMetaGraph(folder.resolve("n.meta").toString()));
  }
}
