package org.ckpt4j.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Reuse;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layers of a program's own: weights, names, scopes. */
class LayerTest {
  private static final String ROW = "tf_keras/legacy_tf_layers/base_test.py::BaseLayerTest::";

  private org.ckpt4j.framework.Scope graph;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void start() {
    graph = new Graph().asDefault();
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  /** Adds nothing, but has a scope. */
  private static final class MyLayer extends Layer {
    MyLayer(LayerOption... options) {
      super(options);
    }

    @Override
    protected Tensor call(Tensor input) {
      return IdentityOps.identity(input, new Named("inside"));
    }
  }

  private static final Regularizer ONE = variable -> TF.constant(1e-3f);

  private static String name(Operand weight) {
    return weight.name();
  }

  @Test
  @Tag(ROW + "testInt64Layer")
  void aLayerOfIntegersHasWeights() {
    var layer = new MyLayer(new Named("my_layer"), LayerOption.dtype(DType.INT64));

    Operand weight = layer.addWeight("my_var", Shape.of(2, 2), TF.zerosInitializer());

    assertEquals("my_layer/my_var:0", name(weight));
    assertEquals(DType.INT64, weight.dtype());
  }

  @Test
  @Tag(ROW + "testAddWeight")
  void weightsAreNamedCountedAndRegularized() {
    var layer = new MyLayer(new Named("my_layer"));

    Operand trained = layer.addWeight("my_var", Shape.of(2, 2), TF.zerosInitializer());
    Operand kept =
        layer.addNonTrainableWeight("non_trainable_var", Shape.of(2, 2), TF.zerosInitializer());
    layer.addWeight("reg_var", Shape.of(2, 2), TF.zerosInitializer(), ONE, null, true);

    assertEquals("my_layer/my_var:0", name(trained));
    assertEquals("my_layer/non_trainable_var:0", name(kept));
    assertEquals(
        List.of("my_layer/my_var:0", "my_layer/reg_var:0"),
        layer.trainableVariables().stream().map(Variable::name).toList());
    assertEquals(List.of(kept), layer.nonTrainableVariables());
    assertEquals(3, layer.variables().size());
    assertEquals(2, TF1.trainableVariables().size());
    assertEquals(3, TF1.globalVariables().size());
    assertEquals(layer.losses(), TF1.getCollection(GraphKeys.REGULARIZATION_LOSSES));
    assertEquals(1, layer.losses().size());
  }

  @Test
  @Tag(ROW + "testReusePartitionedVariablesAndRegularizers")
  void partsOfAWeightAreRegularizedOnceEach() {
    for (boolean reuse : new boolean[] {false, true}) {
      try (var scope =
          TF1.variableScope(TF1.getVariableScope(), Reuse.of(reuse), TF1.fixedSizePartitioner(3))) {
        var layer = new MyLayer(new Named("my_layer"));
        layer.addWeight("reg_part_var", Shape.of(4, 4), TF.zerosInitializer(), ONE, null, true);
      }
    }

    assertEquals(3, TF1.getCollection(GraphKeys.REGULARIZATION_LOSSES).size());
  }

  private static final class PrivateLayer extends Layer {
    PrivateLayer(LayerOption... options) {
      super(options);
    }

    @Override
    protected Tensor call(Tensor input) {
      return IdentityOps.identity(input);
    }
  }

  private static String scopeOf(Layer layer) {
    layer.apply(TF.ones(Shape.of(1)));
    return layer.scopeName();
  }

  @Test
  @Tag(ROW + "testScopeNaming")
  void scopesAreNumberedWithinTheVariableScopeWhateverTheNameScope() {
    assertEquals("private_layer", scopeOf(new PrivateLayer()));
    assertEquals("private_layer_1", scopeOf(new PrivateLayer()));
    assertEquals("my_layer", scopeOf(new MyLayer(new Named("my_layer"))));
    assertEquals("my_layer_1", scopeOf(new MyLayer(new Named("my_layer"))));
    assertEquals("my_layer_2", scopeOf(new MyLayer()));
    try (NameScope names = NameScope.enter("name_scope")) {
      assertEquals("private_layer_2", scopeOf(new PrivateLayer()));
      assertEquals("my_layer_3", scopeOf(new MyLayer(new Named("my_layer"))));
    }
    try (var scope = TF1.variableScope("var_scope")) {
      assertEquals("var_scope/private_layer", scopeOf(new PrivateLayer()));
      assertEquals("var_scope/my_layer", scopeOf(new MyLayer(new Named("my_layer"))));
      assertEquals("var_scope/my_layer_1", scopeOf(new MyLayer()));
    }
  }

  @Test
  void aNameScopeAroundALayerIsNoPartOfItsVariablesNames() {
    try (NameScope names = NameScope.enter("baz")) {
      var layer = new MyLayer(new Named("my_layer"));

      assertEquals("my_layer/my_var:0", name(layer.addWeight("my_var", Shape.of(2, 2))));
    }
  }

  @Test
  @Tag(ROW + "test_count_params")
  void onlyABuiltLayerKnowsHowManyNumbersItHolds() {
    var dense = new Dense(16);
    dense.buildFor(Shape.of(-1, 4));

    assertEquals(16 * 4 + 16, dense.countParams());
    assertThrows(IllegalArgumentException.class, () -> new Dense(16).countParams());
  }

  @Test
  @Tag(ROW + "testNameScopeIsConsistentWithVariableScope")
  void operationsAreNamedAsTheVariablesScope() {
    Tensor input = TF.ones(Shape.of(1));
    var first = new MyLayer(new Named("my_layer"));
    var second = new MyLayer(new Named("my_layer"));

    assertEquals("my_layer/inside", first.apply(input).op().name());
    assertEquals("my_layer_1/inside", second.apply(input).op().name());
    assertEquals("my_layer/inside_1", first.apply(input).op().name());
    try (var scope = TF1.variableScope("scope")) {
      var inner = new MyLayer(new Named("my_layer"));
      assertEquals("scope/my_layer/inside", inner.apply(input).op().name());
      assertEquals("scope/my_layer", inner.scopeName());
    }
    assertNotSame(first, second);
    assertTrue(first.isBuilt());
  }
}
