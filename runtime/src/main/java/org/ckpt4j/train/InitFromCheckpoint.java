package org.ckpt4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.ops.io.RestoreV2;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.variables.SaveSliceInfo;
import org.ckpt4j.variables.Variable;

/**
 * Lets variables begin with values of a checkpoint.
 *
 * <p>In a graph their initializers are replaced, and nothing is read before these run; in eager
 * mode the values are assigned at once. Counterpart: {@code
 * tf.compat.v1.train.init_from_checkpoint}.
 */
public final class InitFromCheckpoint {
  private InitFromCheckpoint() {}

  /**
   * @param prefixOrFolder a checkpoint, or a folder for its newest
   * @param assignmentMap a map or a list of pairs: names or scopes in the checkpoint to variables,
   *     lists of the parts of one, or names or scopes in the program
   * @throws IllegalArgumentException if a tensor or variable is missing, or a shape differs
   * @throws org.ckpt4j.errors.NotFoundError if there is no such checkpoint
   */
  public static void apply(String prefixOrFolder, Object assignmentMap) {
    AssignmentMap map = AssignmentMap.of(assignmentMap);
    String prefix = CheckpointFolders.prefix(prefixOrFolder);
    for (AssignmentMap.Assignment each : map.resolve(shapes(prefix), prefixOrFolder)) {
      for (Variable variable : each.variables()) {
        initialize(variable, prefix, each.tensor(), AssignmentMap.slice(each, variable));
      }
    }
  }

  /**
   * What {@link #apply} would take from where, before it replaces an initializer.
   *
   * @throws IllegalArgumentException if the map itself is wrong: a scope without a slash
   */
  public static RestorePlan plan(String prefixOrFolder, Object assignmentMap) {
    StoredValues stored = NamedRestorePlan.stored(prefixOrFolder);
    NamedRestorePlan plan = new NamedRestorePlan(stored);
    Map<String, Object> fitting = new LinkedHashMap<>();
    for (AssignmentMap.Assignment each : AssignmentMap.of(assignmentMap).assignments()) {
      Variable first = each.variables().get(0);
      Shape shape =
          each.parts()
              ? first.saveSliceInfo().map(SaveSliceInfo::fullShape).orElse(first.shape())
              : first.shape();
      if (plan.compare(first.fullName(), each.tensor(), new TensorSpec(first.dtype(), shape))) {
        fitting.put(each.tensor(), each.parts() ? each.variables() : first);
      }
    }
    return new RestorePlan(
        plan.report(),
        () -> apply(prefixOrFolder, assignmentMap),
        () -> apply(prefixOrFolder, fitting));
  }

  private static Map<String, Shape> shapes(String prefix) {
    return CheckpointErrors.translating(
        () -> {
          try (CheckpointReader reader = CheckpointFolders.loadCheckpoint(prefix)) {
            return reader.getVariableToShapeMap();
          }
        });
  }

  private static void initialize(Variable variable, String prefix, String tensor, String slice) {
    Tensor saved;
    try (var beside = Contexts.current().enterDevice(variable.device());
        var host = Contexts.current().enterDevice("/cpu:0")) {
      saved =
          RestoreV2.of(
                  "checkpoint_initializer",
                  prefix,
                  List.of(tensor),
                  List.of(slice),
                  List.of(variable.dtype()))
              .get(0);
    }
    Node assign = variable.restoreFromTensors(Map.of(SaveSpec.VARIABLE_VALUE, saved));
    if (assign != null) {
      if (saved instanceof SymbolicTensor symbol) {
        symbol.setShape(variable.shape());
      }
      variable.setInitializer(assign, saved);
    }
  }
}
