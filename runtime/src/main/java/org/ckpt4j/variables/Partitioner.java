package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.VariableScopeOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Says into how many parts a variable is cut along each dimension; along one dimension at most. */
@FunctionalInterface
public interface Partitioner extends GetVariableOption, VariableScopeOption {
  List<Integer> partitions(Shape shape, DType dtype);
}
