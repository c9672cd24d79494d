package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.train.optimizers.AdadeltaOptimizer;
import org.ckpt4j.train.optimizers.AdagradOptimizer;
import org.ckpt4j.train.optimizers.AdamOptimizer;
import org.ckpt4j.train.optimizers.FtrlOptimizer;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.train.optimizers.MomentumOptimizer;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.train.optimizers.RmsPropOptimizer;

/** Optimizers as the trace language names them, with Python's keywords. */
final class TracedOptimizers {
  private TracedOptimizers() {}

  /**
   * @param learningRate instead of the recorded number, or null
   */
  static Optimizer make(
      String kind, JsonNode args, @org.jspecify.annotations.Nullable Object learningRate) {
    List<OptimizerOption> options = new ArrayList<>();
    for (Map.Entry<String, JsonNode> arg : args.properties()) {
      if (!arg.getKey().equals("learning_rate") && !isPositional(kind, arg.getKey())) {
        options.add(new OptimizerOption.Parameter(arg.getKey(), value(arg.getValue())));
      }
    }
    Object rate = learningRate != null ? learningRate : args.path("learning_rate").asDouble(0.001);
    OptimizerOption[] given =
        options.stream().map(TracedOptimizers::named).toArray(OptimizerOption[]::new);
    return switch (kind) {
      case "v1.GradientDescent" -> new GradientDescentOptimizer(rate, given);
      case "v1.Momentum" -> new MomentumOptimizer(rate, args.path("momentum").asDouble(), given);
      case "v1.Adam" -> new AdamOptimizer(rate, given);
      case "v1.Adagrad" -> new AdagradOptimizer(rate, given);
      case "v1.RMSProp" -> new RmsPropOptimizer(rate, given);
      case "v1.Ftrl" -> new FtrlOptimizer(rate, given);
      case "v1.Adadelta" -> new AdadeltaOptimizer(rate, given);
      default -> throw new MissingFeature("keras");
    };
  }

  private static boolean isPositional(String kind, String keyword) {
    return kind.equals("v1.Momentum") && keyword.equals("momentum");
  }

  private static OptimizerOption named(OptimizerOption option) {
    return option instanceof OptimizerOption.Parameter p && p.name().equals("name")
        ? new org.ckpt4j.options.Named((String) p.value())
        : option;
  }

  private static Object value(JsonNode arg) {
    if (arg.isBoolean()) {
      return arg.booleanValue();
    }
    return arg.isTextual() ? arg.textValue() : (Object) arg.doubleValue();
  }
}
