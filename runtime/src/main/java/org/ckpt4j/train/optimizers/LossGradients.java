package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.control.Gradients;
import org.ckpt4j.control.Group;
import org.ckpt4j.eager.GradientTape;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.AggregationMethod;
import org.ckpt4j.options.GradientsOption;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.options.TapeOption;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** The gradients of a loss, as {@code compute_gradients} asks for them in either mode. */
final class LossGradients {
  private final List<GradientsOption> passed = new ArrayList<>();
  private MinimizeOption.Gate gate = MinimizeOption.Gate.GATE_OP;
  private @Nullable List<Operand> variables;
  private @Nullable Object gradLoss;

  private LossGradients(MinimizeOption... options) {
    for (MinimizeOption option : options) {
      if (option instanceof MinimizeOption.VarList list) {
        variables = new ArrayList<>();
        flatten(list.variables(), variables);
      } else if (option instanceof MinimizeOption.GradLoss loss) {
        gradLoss = loss.value();
      } else if (option instanceof MinimizeOption.Gate given) {
        gate = given;
      } else if (option instanceof MinimizeOption.Colocate colocate) {
        passed.add(GradientsOption.colocateGradientsWithOps(colocate.value()));
      } else if (option instanceof AggregationMethod method) {
        passed.add(method);
      }
    }
  }

  private static void flatten(Object item, List<Operand> into) {
    if (item instanceof PartitionedVariable parts) {
      into.addAll(parts.parts());
    } else if (item instanceof Iterable<?> items) {
      items.forEach(each -> flatten(each, into));
    } else if (item instanceof Operand operand) {
      into.add(operand);
    } else {
      throw new UnsupportedOperationException(
          "a list of variables holds " + item.getClass().getName());
    }
  }

  static List<GradAndVar> of(Object loss, MinimizeOption... options) {
    LossGradients gradients = new LossGradients(options);
    if (Contexts.current().isEager()) {
      if (loss instanceof Supplier<?> supplier) {
        return gradients.eagerly(supplier);
      }
      throw new IllegalStateException(
          "in eager mode the loss must be a supplier, so that it can be recorded: () -> loss");
    }
    Object value = loss instanceof Supplier<?> supplier ? supplier.get() : loss;
    return gradients.inGraph((Operand) value);
  }

  private List<GradAndVar> eagerly(Supplier<?> loss) {
    GradientTape tape = new GradientTape();
    List<Object> value = new ArrayList<>();
    List<Operand> wanted = variables;
    tape.record(
        () -> {
          if (wanted != null) {
            tape.watch(wanted);
          }
          value.add(loss.get());
        });
    List<Operand> targets = variables == null ? tape.watchedVariables() : variables;
    List<@Nullable Operand> found =
        gradLoss == null
            ? tape.gradient(value.get(0), targets)
            : tape.gradient(value.get(0), targets, TapeOption.outputGradients(List.of(gradLoss)));
    return pairs(found, targets);
  }

  private List<GradAndVar> inGraph(Operand loss) {
    requireFloating(loss);
    if (gradLoss instanceof Operand given) {
      requireFloating(given);
    }
    List<Operand> targets = new ArrayList<>();
    if (variables == null) {
      targets.addAll(GraphVariables.trainable());
      for (Object each : Graph.current().getCollection(GraphKeys.TRAINABLE_RESOURCE_VARIABLES)) {
        targets.add((Operand) each);
      }
    } else {
      targets.addAll(variables);
    }
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("there are no variables to optimize");
    }
    passed.add(GradientsOption.gateGradients(gate == MinimizeOption.Gate.GATE_OP));
    if (gradLoss != null) {
      passed.add(GradientsOption.gradYs(List.of(gradLoss)));
    }
    List<@Nullable Operand> found =
        Gradients.of(loss, targets, passed.toArray(GradientsOption[]::new));
    if (gate == MinimizeOption.Gate.GATE_GRAPH) {
      found = Group.tuple(found);
    }
    List<GradAndVar> pairs = pairs(found, targets);
    pairs.stream()
        .filter(pair -> pair.gradient() != null)
        .forEach(p -> requireFloating(p.variable()));
    return pairs;
  }

  private static List<GradAndVar> pairs(
      List<? extends @Nullable Operand> gradients, List<? extends Operand> targets) {
    List<GradAndVar> pairs = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      pairs.add(new GradAndVar(gradients.get(i), targets.get(i)));
    }
    return java.util.Collections.unmodifiableList(pairs);
  }

  private static void requireFloating(Operand operand) {
    if (!operand.dtype().isFloating()
        && !(operand instanceof Variable v && v.dtype().isFloating())) {
      throw new IllegalArgumentException(
          "%s is %s; optimizers need a floating type".formatted(operand.name(), operand.dtype()));
    }
  }
}
