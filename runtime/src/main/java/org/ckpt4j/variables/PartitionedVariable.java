package org.ckpt4j.variables;

import java.util.Iterator;
import java.util.List;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A variable cut into parts along one dimension; files hold it whole, under its own name.
 *
 * <p>Counterpart: {@code PartitionedVariable}.
 */
public final class PartitionedVariable implements Operand, Iterable<Variable> {
  private final String name;
  private final Shape shape;
  private final DType dtype;
  private final List<Variable> parts;
  private final List<Integer> partitions;

  PartitionedVariable(
      String name, Shape shape, DType dtype, List<Variable> parts, List<Integer> partitions) {
    this.name = name;
    this.shape = shape;
    this.dtype = dtype;
    this.parts = List.copyOf(parts);
    this.partitions = List.copyOf(partitions);
  }

  /** Its name, without {@code :0}: it is no tensor of the graph. */
  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  public List<Variable> parts() {
    return parts;
  }

  /** How many parts there are along each dimension. */
  public List<Integer> partitions() {
    return partitions;
  }

  /** The operations that give the parts their first values. */
  public List<Node> initializer() {
    return parts.stream().map(Variable::initializer).toList();
  }

  @Override
  public Iterator<Variable> iterator() {
    return parts.iterator();
  }

  /** All parts as one tensor. */
  @Override
  public Tensor asTensor() {
    Operand whole = parts.get(0);
    if (parts.size() > 1) {
      int axis = 0;
      while (partitions.get(axis) == 1) {
        axis++;
      }
      try (NameScope scope = NameScope.enter(name + "/ConcatPartitions/")) {
        whole = ConcatV2.of(parts, axis);
      }
    }
    try (NameScope root = NameScope.enter(null)) {
      return Contexts.current().isEager()
          ? whole.asTensor()
          : IdentityOps.identity(whole, new Named(name));
    }
  }

  @Override
  public Node op() {
    throw new org.ckpt4j.errors.AttributeError(
        "a partitioned variable is no single operation; take its parts");
  }

  @Override
  public String toString() {
    return "PartitionedVariable(" + name + ", " + dtype + shape + ", " + parts.size() + " parts)";
  }
}
