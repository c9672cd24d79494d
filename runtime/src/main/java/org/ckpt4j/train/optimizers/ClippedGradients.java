package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * Gradients that are made no longer than they may be. Tensors and sparse rows are clipped; nulls
 * stay null.
 *
 * @param gradients in the order given
 * @param globalNorm the norm of all of them before
 */
public record ClippedGradients(List<@Nullable Operand> gradients, Tensor globalNorm) {

  /** Each element between two bounds. Counterpart: {@code tf.clip_by_value}. */
  public static Operand byValue(Object t, Object min, Object max, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "clip_by_value"))) {
      Tensor values = values(t, "t");
      Tensor below = Arithmetic.MINIMUM.of(values, HyperParameters.beside(values.dtype(), max));
      requireShape(values, below, "greatest");
      Tensor clipped =
          Arithmetic.MAXIMUM.of(
              below, HyperParameters.beside(values.dtype(), min), new Named(scope.name()));
      requireShape(values, clipped, "least");
      return like(t, clipped);
    }
  }

  private static void requireShape(Tensor values, Tensor clipped, String bound) {
    if (!values.shape().isCompatibleWith(clipped.shape())) {
      throw new IllegalArgumentException(
          "the %s value widens shape %s to %s; it must fit the tensor"
              .formatted(bound, values.shape(), clipped.shape()));
    }
  }

  /** Scaled down to this norm if its own is greater. Counterpart: {@code tf.clip_by_norm}. */
  public static Operand byNorm(Object t, Object clipNorm, OpOption... options) {
    return byNorm(t, clipNorm, null, options);
  }

  /**
   * As the other, for each slice along {@code axes}.
   *
   * @param axes the dimensions a norm is taken over; null for all
   */
  public static Operand byNorm(
      Object t, Object clipNorm, int @Nullable [] axes, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "clip_by_norm"))) {
      Tensor values = values(t, "t");
      Object limit = HyperParameters.beside(values.dtype(), clipNorm);
      Tensor sum = Sums.keeping(Arithmetic.MUL.operator(values, values), axes);
      Tensor positive = Arithmetic.GREATER.operator(sum, zero(sum));
      Tensor safe = StandardOps.call("SelectV2", positive, sum, StandardOps.call("OnesLike", sum));
      Tensor norm = StandardOps.call("SelectV2", positive, StandardOps.call("Sqrt", safe), sum);
      Tensor intermediate = Arithmetic.MUL.operator(values, limit);
      Tensor clipped =
          Arithmetic.REAL_DIV.operator(intermediate, Arithmetic.MAXIMUM.of(norm, limit));
      return like(t, IdentityOps.identity(clipped, new Named(scope.name())));
    }
  }

  /** Scaled down to this norm per element. Counterpart: {@code tf.clip_by_average_norm}. */
  public static Tensor byAverageNorm(Object t, Object clipNorm, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "clip_by_average_norm"))) {
      Tensor values = ToTensor.of(t, null, "t");
      DType dtype = values.dtype();
      Tensor elements = org.ckpt4j.ops.math.Cast.of(StandardOps.call("Size", values), dtype);
      Tensor inverse = StandardOps.call("Rsqrt", Sums.all(Arithmetic.MUL.operator(values, values)));
      Tensor average = Arithmetic.MUL.operator(inverse, elements);
      Object longest = HyperParameters.beside(dtype, clipNorm);
      Tensor limit = Arithmetic.REAL_DIV.operator(one(dtype), longest);
      Tensor clipped =
          Arithmetic.MUL.operator(
              Arithmetic.MUL.operator(values, longest), Arithmetic.MINIMUM.of(average, limit));
      return IdentityOps.identity(clipped, new Named(scope.name()));
    }
  }

  /**
   * The root of the sum of all squares. Counterpart: {@code tf.linalg.global_norm}.
   *
   * @throws IllegalArgumentException if all are null
   */
  public static Tensor globalNorm(List<? extends @Nullable Operand> tensors, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "global_norm"))) {
      List<Tensor> halves = new ArrayList<>();
      for (Operand each : tensors) {
        if (each != null) {
          halves.add(StandardOps.call("L2Loss", values(each, "t")));
        }
      }
      if (halves.isEmpty()) {
        throw new IllegalArgumentException("there is no tensor to take a norm of");
      }
      Tensor half = Sums.all(Pack.of(halves, 0));
      Tensor two = ToTensor.of(2, half.dtype(), "Const_1");
      Tensor norm = StandardOps.call("Sqrt", Arithmetic.MUL.operator(half, two));
      return IdentityOps.identity(norm, new Named("global_norm"));
    }
  }

  /**
   * All scaled by one factor, so that their {@link #globalNorm} is at most {@code clipNorm}.
   * Counterpart: {@code tf.clip_by_global_norm}.
   */
  public static ClippedGradients byGlobalNorm(
      List<? extends @Nullable Operand> tensors, Object clipNorm, OpOption... options) {
    return byGlobalNorm(tensors, clipNorm, null, options);
  }

  /**
   * As the other.
   *
   * @param useNorm the norm to go by, if it is known already
   */
  public static ClippedGradients byGlobalNorm(
      List<? extends @Nullable Operand> tensors,
      Object clipNorm,
      @Nullable Tensor useNorm,
      OpOption... options) {
    if (useNorm == null && tensors.stream().allMatch(java.util.Objects::isNull)) {
      return new ClippedGradients(
          java.util.Collections.unmodifiableList(new ArrayList<>(tensors)),
          ToTensor.of(0f, null, "Const"));
    }
    Tensor norm = useNorm == null ? globalNorm(tensors) : useNorm;
    try (NameScope scope = NameScope.enter(Named.among(options, "clip_by_global_norm"))) {
      Object longest = HyperParameters.beside(norm.dtype(), clipNorm);
      Tensor factor =
          Arithmetic.MUL.operator(
              longest,
              Arithmetic.MINIMUM.of(
                  Arithmetic.REAL_DIV.operator(one(norm.dtype()), norm),
                  Arithmetic.REAL_DIV.operator(one(norm.dtype()), longest)));
      // An infinite norm makes all of them NaN, rather than zero.
      Tensor scale = Arithmetic.ADD.operator(factor, Arithmetic.SUB.operator(norm, norm));
      List<@Nullable Operand> clipped = new ArrayList<>();
      for (int i = 0; i < tensors.size(); i++) {
        Operand each = tensors.get(i);
        clipped.add(each == null ? null : scaled(each, scale, scope.name() + "_" + i));
      }
      return new ClippedGradients(java.util.Collections.unmodifiableList(clipped), norm);
    }
  }

  private static Operand scaled(Operand each, Tensor scale, String name) {
    Tensor values = values(each, "t");
    boolean eager = Contexts.current().isEager();
    try (Scope placed = Contexts.current().enterColocation(eager ? null : values)) {
      Tensor product = Arithmetic.MUL.operator(values, scale);
      String node = name.replace("/_", "/" + lastPart(name) + "_");
      return like(each, IdentityOps.identity(product, new Named(lastOf(node))));
    }
  }

  private static String lastPart(String scoped) {
    String scope = scoped.substring(0, scoped.lastIndexOf('/'));
    return scope.substring(scope.lastIndexOf('/') + 1);
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Tensor values(Object t, String name) {
    return t instanceof IndexedSlices rows ? rows.values() : ToTensor.of(t, null, name);
  }

  private static Operand like(Object t, Tensor values) {
    return t instanceof IndexedSlices rows
        ? new IndexedSlices(values, rows.indices(), rows.denseShape().orElse(null))
        : values;
  }

  private static Tensor one(DType dtype) {
    return ToTensor.of(1, dtype, "Const");
  }

  private static Tensor zero(Tensor beside) {
    return ToTensor.of(0, beside.dtype(), "Const");
  }
}
