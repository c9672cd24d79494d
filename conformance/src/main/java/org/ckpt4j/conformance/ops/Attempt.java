package org.ckpt4j.conformance.ops;

import java.util.Set;
import java.util.function.Supplier;
import org.ckpt4j.guide.PythonError;
import org.jspecify.annotations.Nullable;

/**
 * Something that may succeed or fail as TensorFlow's does.
 *
 * @param failure null if it succeeded
 */
record Attempt<T>(@Nullable T value, @Nullable RuntimeException failure) {
  /** What TensorFlow says of element types that its CPU kernels happen to lack. */
  private static final Set<String> KERNEL_LIMITS = Set.of("NotFoundError", "UnimplementedError");

  /**
   * @throws LackingFeature if ckpt4j says that it lacks {@code what}
   */
  static <T> Attempt<T> at(String what, Supplier<T> action) {
    try {
      return new Attempt<>(action.get(), null);
    } catch (LackingFeature e) {
      throw e;
    } catch (UnsupportedOperationException e) {
      throw new LackingFeature(what);
    } catch (RuntimeException e) {
      return new Attempt<>(null, e);
    }
  }

  boolean succeeded() {
    return failure == null;
  }

  T get() {
    return java.util.Objects.requireNonNull(value);
  }

  String category() {
    return failure == null ? "success" : PythonError.nameOf(failure);
  }

  /** Checks that it succeeded. */
  boolean success(Findings checks, String where) {
    return failure == null || checks.fail(where + ": got " + told());
  }

  /** Checks that it failed with this category. */
  void failure(Findings checks, String where, String category) {
    if (category.equals(category())) {
      checks.holds(where, true);
    } else {
      checks.fail("%s: got %s, want %s".formatted(where, told(), category));
    }
  }

  /**
   * Whether computing more than TensorFlow does, because a kernel is lacking there, is no fault.
   */
  static boolean isKernelLimit(String category) {
    return KERNEL_LIMITS.contains(category);
  }

  private String told() {
    if (failure == null) {
      return "success";
    }
    StackTraceElement[] trace = failure.getStackTrace();
    boolean defect = category().startsWith("<") || category().equals("IndexError");
    return category()
        + " ("
        + failure.getMessage()
        + (defect && trace.length > 0 ? " at " + ours(trace) : "")
        + ")";
  }

  private static StackTraceElement ours(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().startsWith("org.ckpt4j.")) {
        return frame;
      }
    }
    return trace[0];
  }
}
