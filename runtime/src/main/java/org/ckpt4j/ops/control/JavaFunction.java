package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;

/**
 * A function of the program that a graph calls while it runs. Counterpart: what {@code
 * tf.py_function} wraps.
 */
@FunctionalInterface
public interface JavaFunction {
  /**
   * @param inputs the values, which it may keep
   * @return for each output a value: a tensor, or anything a constant can be made of
   */
  List<?> call(List<EagerTensor> inputs);
}
