package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.state.ApplyFamily;
import org.ckpt4j.ops.state.ApplyFtrl;
import org.ckpt4j.ops.state.ApplyFtrlV2;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.variables.Variable;

/**
 * Follows the regularized leader: small weights become zero. Slots: {@code accum}, {@code linear}.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.FtrlOptimizer}.
 */
public final class FtrlOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private final boolean shrinks;
  private List<Tensor> numbers = List.of();

  /**
   * @param learningRate a number, a tensor or a variable
   * @throws IllegalArgumentException if a strength is negative, or the power positive
   */
  public FtrlOptimizer(Object learningRate, OptimizerOption... options) {
    this(
        learningRate,
        HyperParameters.of(
            options,
            "learning_rate_power",
            -0.5,
            "initial_accumulator_value",
            0.1,
            "l1_regularization_strength",
            0.0,
            "l2_regularization_strength",
            0.0,
            "accum_name",
            "",
            "linear_name",
            "",
            "l2_shrinkage_regularization_strength",
            0.0,
            "beta",
            0.0));
  }

  private FtrlOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("Ftrl"));
    for (String keyword :
        List.of(
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength")) {
      if (parameters.number(keyword) < 0) {
        throw new IllegalArgumentException(
            keyword + " must be positive or zero, not " + parameters.number(keyword));
      }
    }
    if (parameters.number("learning_rate_power") > 0) {
      throw new IllegalArgumentException(
          "learning_rate_power must be negative or zero, not "
              + parameters.number("learning_rate_power"));
    }
    this.learningRate = learningRate;
    this.parameters = parameters;
    this.shrinks = parameters.number("l2_shrinkage_regularization_strength") > 0;
  }

  @Override
  protected void createSlots(List<Variable> variables) {
    for (Variable variable : variables) {
      slotWithInitializer(
          variable,
          (shape, dtype, partition) ->
              Arithmetic.MUL.operator(
                  Constants.ones(shape, dtype),
                  HyperParameters.beside(dtype, parameters.value("initial_accumulator_value"))),
          "accum",
          parameters.text("accum_name", getName()));
      zerosSlot(variable, "linear", parameters.text("linear_name", getName()));
    }
  }

  @Override
  protected void prepare() {
    Tensor rate = HyperParameters.tensor(learningRate, "learning_rate");
    Tensor l1 = parameters.tensor("l1_regularization_strength", "l1_regularization_strength");
    Tensor least =
        Arithmetic.MAXIMUM.of(
            HyperParameters.tensor(learningRate, "Maximum/x"),
            HyperParameters.tensor(1e-36, "Maximum/y"));
    Tensor half =
        Arithmetic.REAL_DIV.operator(
            (float) parameters.number("beta"), Arithmetic.MUL.operator(2f, least));
    Tensor l2 =
        Arithmetic.ADD.operator((float) parameters.number("l2_regularization_strength"), half);
    parameters.tensor("beta", "beta"); // TF adds it, and never uses it
    Tensor shrinkage =
        parameters.tensor(
            "l2_shrinkage_regularization_strength", "l2_shrinkage_regularization_strength");
    Tensor power = parameters.tensor("learning_rate_power", "learning_rate_power");
    numbers = shrinks ? List.of(rate, l1, l2, shrinkage, power) : List.of(rate, l1, l2, power);
  }

  private ApplyFamily family() {
    return shrinks ? ApplyFtrlV2.FAMILY : ApplyFtrl.FAMILY;
  }

  private List<Variable> slots(Variable variable) {
    return List.of(requireSlot(variable, "accum"), requireSlot(variable, "linear"));
  }

  private Tensor[] rest(Tensor... first) {
    List<Tensor> rest = new ArrayList<>(List.of(first));
    numbers.forEach(number -> rest.add(cast(number, first[0].dtype())));
    return rest.toArray(Tensor[]::new);
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    return apply(family(), Attrs.none(), variable, slots(variable), rest(gradient));
  }

  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    return applyRows(family(), Attrs.none(), variable, slots(variable), rest(gradient, indices));
  }
}
