package org.ckpt4j.compat;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.VariableScopeOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.EnteredVariableScope;
import org.ckpt4j.variables.GetVariable;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.InitializationReport;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.PartitionedVariables;
import org.ckpt4j.variables.Template;
import org.ckpt4j.variables.TemplateOptions;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableCreator;
import org.ckpt4j.variables.VariableScope;
import org.jspecify.annotations.Nullable;

/** The part of {@link TF1} that is about variables and their scopes. */
abstract class Tf1Variables {
  Tf1Variables() {}

  public static Variable getVariable(String name, GetVariableOption... options) {
    return GetVariable.of(name, options);
  }

  public static Variable getVariable(String name, Shape shape, GetVariableOption... options) {
    return GetVariable.of(name, shape, null, options);
  }

  public static Variable getVariable(
      String name, Shape shape, DType dtype, GetVariableOption... options) {
    return GetVariable.of(name, shape, dtype, options);
  }

  /** {@code get_variable} where a partitioner cuts the variable. */
  public static PartitionedVariable getPartitionedVariable(
      String name, Shape shape, GetVariableOption... options) {
    return GetVariable.partitioned(name, shape, options);
  }

  public static Variable getLocalVariable(String name, GetVariableOption... options) {
    return GetVariable.local(name, options);
  }

  public static VariableScope getVariableScope() {
    return VariableScope.current();
  }

  /** {@code with tf.compat.v1.variable_scope(name)}; the name may be null beside a default name. */
  @MustBeClosed
  public static EnteredVariableScope variableScope(
      @Nullable String name, VariableScopeOption... options) {
    return VariableScope.enter(name, options);
  }

  /** {@code with tf.compat.v1.variable_scope(None, default_name="layer")}. */
  @MustBeClosed
  public static EnteredVariableScope variableScope(
      DefaultName defaultName, VariableScopeOption... options) {
    return VariableScope.enter(defaultName, options);
  }

  /** {@code with tf.compat.v1.variable_scope(scope)}: enters a scope again. */
  @MustBeClosed
  public static EnteredVariableScope variableScope(
      VariableScope scope, VariableScopeOption... options) {
    return VariableScope.enter(scope, options);
  }

  /** A value made in a variable scope that is left again. */
  public static <T> T inVariableScope(String name, Supplier<T> body) {
    return VariableScope.within(name, List.of(), body);
  }

  public static <T> T inVariableScope(String name, VariableScopeOption option, Supplier<T> body) {
    return VariableScope.within(name, List.of(option), body);
  }

  /** {@code with tf.variable_creator_scope(creator)}. */
  @MustBeClosed
  public static Scope variableCreatorScope(VariableCreator creator) {
    return VariableCreator.enter(creator);
  }

  /** {@code tf.compat.v1.make_template}: a function that shares the variables it makes. */
  public static <A, R> Template<A, R> makeTemplate(
      @Nullable String name, Function<A, R> function, TemplateOptions options) {
    return new Template<>(name, function, options);
  }

  public static <A, R> Template<A, R> makeTemplate(@Nullable String name, Function<A, R> function) {
    return makeTemplate(name, function, TemplateOptions.DEFAULT);
  }

  public static List<Variable> createPartitionedVariables(
      Shape shape, List<Integer> slicing, Initializer initializer, GetVariableOption... options) {
    return PartitionedVariables.create(shape, slicing, initializer, null, null, options);
  }

  public static List<Variable> globalVariables(@Nullable String scope) {
    return GraphVariables.collection(GraphKeys.GLOBAL_VARIABLES, scope);
  }

  public static List<Variable> trainableVariables(@Nullable String scope) {
    return GraphVariables.collection(GraphKeys.TRAINABLE_VARIABLES, scope);
  }

  public static List<Variable> globalVariables() {
    return GraphVariables.global();
  }

  public static List<Variable> localVariables() {
    return GraphVariables.local();
  }

  public static List<Variable> trainableVariables() {
    return GraphVariables.trainable();
  }

  public static Node variablesInitializer(List<Variable> variables, OpOption... options) {
    return GraphVariables.initializer(variables, options);
  }

  public static Node globalVariablesInitializer() {
    return GraphVariables.globalInitializer();
  }

  /** {@code tf.compat.v1.report_uninitialized_variables()}. */
  public static Tensor reportUninitializedVariables(OpOption... options) {
    return InitializationReport.uninitialized(null, options);
  }

  public static Tensor reportUninitializedVariables(
      @Nullable List<Variable> variables, OpOption... options) {
    return InitializationReport.uninitialized(variables, options);
  }

  public static @Nullable Tensor assertVariablesInitialized(@Nullable List<Variable> variables) {
    return InitializationReport.assertInitialized(variables);
  }

  public static Variable scatterAdd(Variable variable, Object indices, Object updates) {
    return variable.scatterAdd(IndexedSlices.of(indices, updates, variable.dtype()));
  }

  public static Variable scatterSub(Variable variable, Object indices, Object updates) {
    return variable.scatterSub(IndexedSlices.of(indices, updates, variable.dtype()));
  }

  public static Variable scatterUpdate(Variable variable, Object indices, Object updates) {
    return variable.scatterUpdate(IndexedSlices.of(indices, updates, variable.dtype()));
  }

  public static Tensor isVariableInitialized(Variable variable) {
    return InitializedOps.of(null, variable.handle());
  }

  public static Node localVariablesInitializer() {
    return GraphVariables.localInitializer();
  }
}
