package org.ckpt4j.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names and scopes of modules, and what lies in them. */
class ModuleTest {
  private static final String ROW = "tensorflow/python/module/module_test.py::";
  private static final String NAMING = ROW + "TestModuleNaming::";

  private Scope context;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void enter() {
    context = Contexts.enter(new EagerContext());
  }

  @AfterEach
  void leave() {
    context.close();
  }

  /** The name scope that is open here, with a slash; empty if none is. */
  private static String open() {
    try (NameScope probe = NameScope.enter("probe")) {
      String name = probe.name();
      return name.substring(0, name.indexOf("probe"));
    }
  }

  private static class Scoped extends Module {
    Scoped(@Nullable String name) {
      super(name);
    }

    String call() {
      return withNameScope(ModuleTest::open);
    }

    String unmarked() {
      return open();
    }

    String scope() {
      return scopeName();
    }
  }

  private static final class Sub extends Scoped {
    Sub(String name) {
      super(name);
    }

    String added() {
      return withNameScope(ModuleTest::open);
    }
  }

  @Test
  @Tag(NAMING + "test_single_name")
  void aModuleHasItsNameAndAScopeOfIt() {
    var module = new Scoped("simple");

    assertEquals("simple", module.name());
    assertEquals("simple/", module.scope());
  }

  @Test
  @Tag(NAMING + "test_construct_in_scope")
  void aModuleKeepsTheScopeInWhichItWasMade() {
    Scoped module;
    try (var foo = NameScope.enter("foo")) {
      module = new Scoped("bar");
    }

    assertEquals("bar", module.name());
    assertEquals("foo/bar/", module.scope());
  }

  @Test
  @Tag(NAMING + "test_enters_name_scope_in_call")
  @Tag(NAMING + "test_enters_name_scope_in_other_method")
  void markedMethodsRunInTheScopeEachTime() {
    var module = new Scoped("foo");

    for (int i = 0; i < 3; i++) {
      assertEquals("foo/", module.call());
    }
    assertEquals("", open());
  }

  @Test
  @Tag(NAMING + "test_subclassed_module")
  void inheritedAndAddedMethodsRunInTheScope() {
    var module = new Sub("baz");

    assertEquals("baz/", module.call());
    assertEquals("baz/", module.added());
  }

  private static final class TreeModule extends Module {
    @Nullable TreeModule leaf;

    TreeModule(String name) {
      super(name);
    }

    TreeModule newLeaf() {
      return withNameScope(() -> leaf = track("leaf", new TreeModule("tree_module")));
    }

    String scope() {
      return scopeName();
    }
  }

  @Test
  @Tag(NAMING + "test_submodule_created_late")
  void aChildMadeInAMarkedMethodIsNestedInTheScope() {
    var module = new TreeModule("tree_module");

    assertEquals("tree_module/tree_module/", module.newLeaf().scope());
  }

  private static final class Overridden extends Scoped {
    Overridden() {
      super(null);
    }

    @Override
    @MustBeClosed
    public NameScope nameScope() {
      return NameScope.enter("yolo/");
    }
  }

  @Test
  @Tag(NAMING + "test_overridden_name_scope")
  void aModuleMayHaveAnotherScope() {
    assertEquals("yolo/", new Overridden().call());
  }

  private static final class Property extends Module {
    private String seen = "";

    Property() {
      super("property");
    }

    String some() {
      return withNameScope(() -> seen + "|" + open());
    }

    void some(String ignored) {
      withNameScope(() -> seen = open());
    }

    String plain() {
      return seen + "|" + open();
    }

    void plain(String ignored) {
      seen = open();
    }
  }

  @Test
  @Tag(NAMING + "test_property")
  void gettersAndSettersMayBeMarked() {
    var module = new Property();

    module.some("x");

    assertEquals("property/|property/", module.some());
  }

  @Test
  @Tag(NAMING + "test_property_no_name_scope")
  void gettersAndSettersThatAreNotMarkedOpenNothing() {
    var module = new Property();

    module.plain("x");

    assertEquals("|", module.plain());
    assertEquals("", new Scoped("m").unmarked());
  }

  /**
   * As the recursive module of TensorFlow's test: each has a variable and, but the last, a child.
   */
  private static class Recursive extends Module {
    final Variable w;
    final @Nullable Recursive child;

    Recursive(int depth, boolean trainable) {
      super("badger");
      Recursive made = null;
      Variable variable;
      try (NameScope scope = nameScope()) {
        if (depth > 1) {
          made = track("child", new Recursive(depth - 1, trainable));
        }
        variable = new Variable(1f, name("mushroom"), new Trainable(trainable));
      }
      this.child = made;
      this.w = track("w", variable);
    }

    String scope() {
      return scopeName();
    }
  }

  @Test
  @Tag(NAMING + "test_modules_not_numbered_in_eager")
  void eagerModulesMayShareAScope() {
    for (int i = 0; i < 2; i++) {
      var module = new Recursive(2, true);
      assertEquals("badger/", module.scope());
      assertEquals("badger/badger/", module.child.scope());
    }
  }

  @Test
  @Tag(NAMING + "test_module_numbering_in_graph")
  void modulesOfAGraphAreNumbered() {
    try (var graph = new Graph().asDefault()) {
      var first = new Recursive(2, true);
      var second = new Recursive(2, true);

      assertEquals("badger/", first.scope());
      assertEquals("badger/badger/", first.child.scope());
      assertEquals("badger_1/", second.scope());
      assertEquals("badger_1/badger/", second.child.scope());
    }
  }

  private static final class Failing extends Module {
    Failing(boolean beforeBase) {
      super(beforeBase ? fail() : "failing");
      fail();
    }

    private Failing() {
      super("late");
    }

    static String fail() {
      throw new ArithmeticException("as wanted");
    }

    void forward() {
      withNameScope(Failing::fail);
    }
  }

  @Test
  @Tag(NAMING + "test_ctor_error_closes_name_scope")
  @Tag(NAMING + "test_ctor_error_handles_ctor_not_opening_name_scope")
  void anErrorInAConstructorLeavesNoScopeOpen() {
    assertThrows(ArithmeticException.class, () -> new Failing(false));
    assertEquals("", open());
    assertThrows(ArithmeticException.class, () -> new Failing(true));
    assertEquals("", open());
  }

  @Test
  @Tag(NAMING + "test_forward_method_closes_name_scope")
  void anErrorInAMarkedMethodClosesTheScope() {
    var module = new Failing();

    assertThrows(ArithmeticException.class, module::forward);

    assertEquals("", open());
  }

  @Test
  @Tag(ROW + "VariableNamingTest::test_variable_names")
  void variablesAreNamedBelowTheirModules() {
    var module = new Recursive(3, true);

    assertEquals("badger/mushroom:0", module.w.name());
    assertEquals("badger/badger/mushroom:0", module.child.w.name());
    assertEquals("badger/badger/badger/mushroom:0", module.child.child.w.name());
  }

  private static void assertSameElements(List<?> expected, List<?> found) {
    assertEquals(expected.size(), found.size(), found.toString());
    for (int i = 0; i < expected.size(); i++) {
      assertSame(expected.get(i), found.get(i));
    }
  }

  @Test
  @Tag(ROW + "VariableTrackingTest::test_trainable_variables")
  void ownVariablesComeBeforeThoseOfChildren() {
    var m = new Recursive(3, true);

    assertSameElements(List.of(m.w, m.child.w, m.child.child.w), m.trainableVariables());
    assertSameElements(List.of(m.child.w, m.child.child.w), m.child.trainableVariables());
    assertSameElements(List.of(m.child.child.w), m.child.child.trainableVariables());
  }

  @Test
  @Tag(ROW + "VariableTrackingTest::test_trainable_variables_ignores_non_trainable")
  void variablesThatAreNotTrainedAreNotAmongTheTrainable() {
    var m = new Recursive(3, false);

    assertEquals(List.of(), m.trainableVariables());
    assertEquals(List.of(), m.child.trainableVariables());
    assertEquals(List.of(), m.child.child.trainableVariables());
    assertSameElements(List.of(m.w, m.child.w, m.child.child.w), m.nonTrainableVariables());
  }

  @Test
  @Tag(ROW + "ModuleTrackingTest::test_submodules")
  void allModulesBelowAreListedWithoutTheModuleItself() {
    var m = new Recursive(3, true);

    assertSameElements(List.of(m.child, m.child.child), m.submodules());
    assertSameElements(List.of(m.child.child), m.child.submodules());
    assertEquals(List.of(), m.child.child.submodules());
  }

  @Test
  @Tag(ROW + "ModuleTrackingTest::test_non_ctor_submodule")
  void modulesAddedLaterAreListed() {
    var m = new TreeModule("m");
    TreeModule leaf1 = m.newLeaf();
    assertSameElements(List.of(leaf1), m.submodules());
    var list = new ArrayList<Module>();
    var leaf2 = new TreeModule("other");
    list.add(leaf2);

    m.set("more", list);

    assertSameElements(List.of(leaf1, leaf2), m.submodules());
  }

  private abstract static class AbstractModule extends Module {
    AbstractModule(String name) {
      super(name);
    }

    abstract String call();
  }

  private static final class Concrete extends AbstractModule {
    Concrete(String name) {
      super(name);
    }

    @Override
    String call() {
      return withNameScope(ModuleTest::open);
    }
  }

  @Test
  @Tag(ROW + "AbcTest::testConcrete")
  void anAbstractModuleIsCompletedByItsSubclass() {
    AbstractModule module = new Concrete("concrete");

    assertEquals("concrete/", module.call());
    assertEquals("", open());
  }

  private static class Layered extends Module {
    final Variable trainable = track("_trainable_variable", new Variable(1f));
    final Variable other = track("_non_trainable_variable", new Variable(2f, new Trainable(false)));

    List<AtPath<Variable>> withPath() {
      return flattenWithPath(Variable.class);
    }
  }

  private static final class Ignoring extends Layered {
    final Layered hidden = track("_ignored", new Layered());

    @Override
    protected Set<String> ignoredProperties() {
      return Set.of("_ignored");
    }
  }

  @Test
  @Tag(ROW + "FlattenTest::test_attributes_to_ignore")
  void ignoredAttributesAreNotSearched() {
    var module = new Ignoring();

    assertEquals(List.of(), module.submodules());
    assertSameElements(List.of(module.other, module.trainable), module.variables());
    assertEquals(2, module.hidden.variables().size());
  }

  @Test
  @Tag(ROW + "FlattenTest::test_with_path")
  void objectsAreFoundByEachOfTheirPaths() {
    var one = new Layered();
    var two = new Layered();
    var module = new Layered();
    module.track("encoder", new ArrayList<>(List.of(one, two)));
    module.track("decoder", new LinkedHashMap<>(Map.of("a", one)));

    Map<List<Object>, Variable> found = new LinkedHashMap<>();
    module.withPath().forEach(each -> found.put(each.path(), each.object()));

    assertEquals(
        List.of(
            List.of("_non_trainable_variable"),
            List.of("_trainable_variable"),
            List.of("decoder", "a", "_non_trainable_variable"),
            List.of("decoder", "a", "_trainable_variable"),
            List.of("encoder", 0, "_non_trainable_variable"),
            List.of("encoder", 0, "_trainable_variable"),
            List.of("encoder", 1, "_non_trainable_variable"),
            List.of("encoder", 1, "_trainable_variable")),
        List.copyOf(found.keySet()));
    assertSame(one.trainable, found.get(List.of("encoder", 0, "_trainable_variable")));
    assertSame(one.trainable, found.get(List.of("decoder", "a", "_trainable_variable")));
  }

  @Test
  void aModuleInsideItselfIsSearchedOnce() {
    var module = new Layered();
    module.set("self", module);
    module.set("other", new ArrayList<>(List.of(module)));

    assertEquals(2, module.variables().size());
    assertTrue(
        module.withPath().stream()
            .anyMatch(each -> each.path().equals(List.of("self", "_trainable_variable"))));
  }

  @Test
  @Tag(ROW + "FlattenTest::test_raises_error_with_path")
  void aMapWhoseKeysHaveNoOrderIsNamed() {
    var module = new Layered();
    var map = new LinkedHashMap<Object, Object>();
    map.put(1, 2);
    map.put("a", 3);
    module.set("odd", map);

    Supplier<Object> search = module::variables;
    var error = assertThrows(IllegalArgumentException.class, search::get);

    assertTrue(error.getMessage().contains("\"odd\""), error.getMessage());
  }
}
