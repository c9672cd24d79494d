package org.ckpt4j.framework;

import java.util.List;
import org.ckpt4j.tensor.TensorSpec;

/**
 * A function of a graph's library, as a kernel sees it: values in, values out.
 *
 * <p>Counterpart: an instantiated {@code FunctionDef}. What it is made of belongs to the graph.
 */
public interface FunctionBody {
  String name();

  /** Types of what it takes, and what is known of the shapes. */
  List<TensorSpec> inputs();

  List<TensorSpec> outputs();

  /**
   * Runs the body, and what has effects in it, with the resources of {@code run}.
   *
   * @throws org.ckpt4j.errors.InvalidArgumentError if there are too few or too many arguments, or
   *     one is of another type
   */
  List<EagerTensor> call(List<EagerTensor> arguments, RunScope run);
}
