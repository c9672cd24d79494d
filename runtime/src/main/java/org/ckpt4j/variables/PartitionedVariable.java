package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.Split;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A variable cut into parts along one dimension; files hold it whole, under its own name.
 *
 * <p>Counterpart: {@code PartitionedVariable}.
 */
public final class PartitionedVariable implements Operand, Iterable<Variable> {
  private static final Comparator<List<Long>> BY_PLACE =
      (a, b) -> java.util.Arrays.compare(a.toArray(Long[]::new), b.toArray(Long[]::new));

  private final String name;
  private final Shape shape;
  private final DType dtype;
  private final List<Variable> parts;
  private final List<Integer> partitions;

  /**
   * The whole that these parts are; they are put in the order in which they lie in it.
   *
   * @param parts each knows its place, see {@link Variable#setSaveSliceInfo}
   * @param partitions how many parts there are along each dimension
   * @throws IllegalArgumentException if there are no parts, one does not know its place or is part
   *     of another shape, or the partitions do not fit the shape
   */
  public PartitionedVariable(
      String name, Shape shape, DType dtype, List<Variable> parts, List<Integer> partitions) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("the list of parts of \"%s\" is empty".formatted(name));
    }
    if (partitions.stream().anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException("numbers of parts must be positive: " + partitions);
    }
    if (partitions.size() != shape.rank()) {
      throw new IllegalArgumentException(
          "partitions %s of shape %s; one number for each dimension".formatted(partitions, shape));
    }
    for (Variable part : parts) {
      if (!place(part).fullShape().equals(shape)) {
        throw new IllegalArgumentException(
            "the full shapes of parts must match %s; that of \"%s\" is %s"
                .formatted(shape, part.name(), place(part).fullShape()));
      }
    }
    this.name = name;
    this.shape = shape;
    this.dtype = dtype;
    this.parts =
        parts.stream().sorted(Comparator.comparing(p -> place(p).offset(), BY_PLACE)).toList();
    this.partitions = List.copyOf(partitions);
  }

  private static SaveSliceInfo place(Variable part) {
    return part.saveSliceInfo()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "part \"%s\" has no save slice info; set it first".formatted(part.name())));
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

  /** All parts as one tensor, which waits for nothing that surrounds it. */
  @Override
  public Tensor asTensor() {
    try (var free = Contexts.current().enterControlDependencies(null)) {
      return concat();
    }
  }

  /** All parts as one tensor, made under the control dependencies that are open. */
  public Tensor concat() {
    Operand whole = parts.get(0);
    if (parts.size() > 1) {
      try (NameScope scope = NameScope.enter(name + "/ConcatPartitions/")) {
        whole = ConcatV2.of(parts, axis());
      }
    }
    try (NameScope root = NameScope.enter(null)) {
      return Contexts.current().isEager()
          ? whole.asTensor()
          : IdentityOps.identity(whole, new Named(name));
    }
  }

  /** The dimension along which it is cut; the first if there is one part. */
  private int axis() {
    List<Integer> cut =
        IntStream.range(0, partitions.size()).filter(i -> partitions.get(i) > 1).boxed().toList();
    if (cut.size() > 1) {
      throw new UnsupportedOperationException(
          "\"%s\" is cut %s; only parts along one dimension go together"
              .formatted(name, partitions));
    }
    return cut.isEmpty() ? 0 : cut.get(0);
  }

  /**
   * Gives each part its part of a value.
   *
   * @param value another partitioned variable, a list of one value for each part, or one for all
   * @return the parts after the change
   * @throws IllegalArgumentException if there are not as many values as parts
   */
  public List<Variable> assign(Object value) {
    return change(Variable::assign, value);
  }

  /** As {@link #assign}, added. */
  public List<Variable> assignAdd(Object delta) {
    return change(Variable::assignAdd, delta);
  }

  /** As {@link #assign}, subtracted. */
  public List<Variable> assignSub(Object delta) {
    return change(Variable::assignSub, delta);
  }

  private List<Variable> change(BiFunction<Variable, Object, Variable> change, Object value) {
    List<?> values =
        value instanceof PartitionedVariable other
            ? other.parts
            : value instanceof List<?> list ? list : split(value);
    if (values.size() != parts.size()) {
      throw new IllegalArgumentException(
          "%d values for the %d parts of \"%s\"".formatted(values.size(), parts.size(), name));
    }
    List<Variable> out = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      out.add(change.apply(parts.get(i), values.get(i)));
    }
    return out;
  }

  private List<Tensor> split(Object value) {
    int axis = axis();
    long[] sizes = parts.stream().mapToLong(part -> part.shape().dim(axis)).toArray();
    return Split.sized(value, sizes, sizes.length, axis);
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
