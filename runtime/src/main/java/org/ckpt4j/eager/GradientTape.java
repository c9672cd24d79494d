package org.ckpt4j.eager;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.Backprop;
import org.ckpt4j.gradients.Zeros;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.AggregationMethod;
import org.ckpt4j.options.TapeOption;
import org.ckpt4j.options.UnconnectedGradients;
import org.jspecify.annotations.Nullable;

/**
 * Records operations so that gradients can be asked for.
 *
 * <p>Trainable variables that are read while it records are watched; tensors are if {@link #watch}
 * is told so. Gradients may be asked for once, or again and again if it is persistent. Tapes nest,
 * also for gradients of gradients. Works in a graph too.
 *
 * <pre>
 *   var tape = gradientTape();
 *   try (var recording = tape.enter()) {
 *     tape.watch(x);
 *     y = times(x, x);
 *   }
 *   var dy = tape.gradient(y, x);</pre>
 *
 * <p>Counterpart: {@code tf.GradientTape}.
 */
public final class GradientTape {
  private final boolean persistent;
  private final boolean watchAccessedVariables;
  private @Nullable Recording recording;
  private List<Operand> watchedVariables = List.of();
  private boolean active;

  public GradientTape(TapeOption... options) {
    boolean persistent = false;
    boolean watch = true;
    for (TapeOption option : options) {
      if (option instanceof TapeOption.Persistent given) {
        persistent = given.value();
      } else if (option instanceof TapeOption.WatchAccessedVariables given) {
        watch = given.value();
      }
    }
    this.persistent = persistent;
    this.watchAccessedVariables = watch;
  }

  /**
   * Records what is called until it is left; entering it again goes on.
   *
   * @throws IllegalArgumentException if it records already
   */
  @MustBeClosed
  public Scope enter() {
    start();
    return Contexts.entered(
        "gradient tape",
        () -> {
          if (active) {
            stop();
          }
        });
  }

  private void start() {
    if (active) {
      throw new IllegalArgumentException(
          "the tape records already; leave it before it is entered again");
    }
    if (recording == null) {
      recording = new Recording(watchAccessedVariables);
    }
    Contexts.addListener(recording);
    active = true;
  }

  private Recording stop() {
    Recording heard = recording;
    if (!active || heard == null) {
      throw new IllegalArgumentException("the tape does not record; enter it first");
    }
    Contexts.removeListener(heard);
    active = false;
    return heard;
  }

  /** Records what {@code operations} call. */
  public GradientTape record(Runnable operations) {
    try (Scope recording = enter()) {
      operations.run();
    }
    return this;
  }

  /**
   * Follows what comes of tensors and variables, or of lists and maps of them.
   *
   * @throws IllegalArgumentException if anything else is among them
   * @throws IllegalStateException if the tape was never entered
   */
  public void watch(Object tensors) {
    List<Operand> operands;
    try {
      operands = Structure.flatten(tensors);
    } catch (TypeError notTensors) {
      throw new IllegalArgumentException(
          "only tensors and variables can be watched, not " + tensors.getClass().getName(),
          notTensors);
    }
    Recording now = recording;
    if (now == null) {
      throw new IllegalStateException("the tape records nothing yet; enter it before it watches");
    }
    operands.forEach(now::watch);
  }

  /**
   * Nothing is recorded until the scope is left.
   *
   * @throws IllegalStateException if it does not record now
   */
  @MustBeClosed
  public Scope stopRecording() {
    if (!active) {
      throw new IllegalStateException("the tape does not record, so it cannot be stopped");
    }
    stop();
    return Contexts.entered("stopped gradient tape", this::start);
  }

  /**
   * Forgets what it recorded and watched, and goes on recording.
   *
   * @throws IllegalArgumentException if it does not record now
   */
  public void reset() {
    stop();
    recording = null;
    start();
  }

  /** The variables it watches, in the order in which they were read or watched. */
  public List<Operand> watchedVariables() {
    Recording now = recording;
    return now == null ? watchedVariables : now.variables();
  }

  /**
   * The gradient of {@code target} (of a list or map: of their sum) with respect to a source.
   *
   * @return null if nothing leads from the target back to the source
   * @throws IllegalStateException if it is not persistent and was asked before
   * @throws org.ckpt4j.errors.LookupError if an operation between has no gradient
   */
  public @Nullable Operand gradient(
      Object target, Operand source, TapeOption.OfGradient... options) {
    return flat(target, List.of(source), options).get(0);
  }

  /** One gradient for each source. */
  public List<@Nullable Operand> gradient(
      Object target, List<? extends Operand> sources, TapeOption.OfGradient... options) {
    return flat(target, List.copyOf(sources), options);
  }

  /** One gradient for each source, under its key. */
  public Map<String, @Nullable Operand> gradient(
      Object target, Map<String, ? extends Operand> sources, TapeOption.OfGradient... options) {
    Iterator<@Nullable Operand> gradients =
        flat(target, List.copyOf(sources.values()), options).iterator();
    Map<String, @Nullable Operand> out = new LinkedHashMap<>();
    sources.keySet().forEach(key -> out.put(key, gradients.next()));
    return out;
  }

  /**
   * As {@link #gradient}, of lists and maps nested in any way; the result is nested as they are.
   */
  public @Nullable Object nestedGradient(
      Object target, Object sources, TapeOption.OfGradient... options) {
    return Structure.pack(sources, flat(target, Structure.flatten(sources), options).iterator());
  }

  private List<@Nullable Operand> flat(
      @Nullable Object target, List<Operand> sources, TapeOption.OfGradient... options) {
    Recording heard = takeRecording();
    List<Tensor> targets = Structure.flatten(target).stream().map(Operand::gradientKey).toList();
    UnconnectedGradients unconnected = UnconnectedGradients.NONE;
    List<? extends @Nullable Object> given = null;
    for (TapeOption.OfGradient option : options) {
      if (option instanceof UnconnectedGradients policy) {
        unconnected = policy;
      } else if (option instanceof TapeOption.OutputGradients outputs) {
        given = outputs.values();
      }
    }
    if (given != null && given.size() != targets.size()) {
      throw new IllegalArgumentException(
          "%d output gradients are given for %d targets".formatted(given.size(), targets.size()));
    }
    List<Tensor> from = new ArrayList<>();
    List<Operand> begin = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Tensor each = targets.get(i);
      Object one = given == null ? null : given.get(i);
      if (one != null || Zeros.hasOnes(each)) {
        from.add(each);
        begin.add(
            one == null
                ? Zeros.ones(each, "ones_like")
                : ToTensor.of(one, one instanceof Operand ? null : each.dtype(), "grad_ys"));
      }
    }
    return walk(heard, from, begin, sources, unconnected);
  }

  /** What was recorded; a tape that is not persistent gives it away. */
  private Recording takeRecording() {
    Recording heard = recording;
    if (heard == null) {
      throw new IllegalStateException(
          "a tape that is not persistent gives gradients once, after it has recorded;"
              + " persistent(true) lets it give more");
    }
    if (!persistent) {
      if (active) {
        stop();
      }
      watchedVariables = heard.variables();
      recording = null;
    }
    return heard;
  }

  private static List<@Nullable Operand> walk(
      Recording heard,
      List<Tensor> targets,
      List<Operand> begin,
      List<Operand> sources,
      UnconnectedGradients unconnected) {
    return new Backprop(heard, AggregationMethod.ADD_N)
        .run(
            targets,
            begin,
            sources.stream().map(Operand::gradientKey).toList(),
            List.of(),
            unconnected);
  }

  /**
   * The derivative of each element of {@code target} with respect to each of {@code source}: of
   * shape {@code target.shape + source.shape}; null if nothing leads back.
   *
   * @throws IllegalArgumentException if a shape is not fully known
   */
  public @Nullable Tensor jacobian(
      Tensor target, Operand source, TapeOption.OfGradient... options) {
    return jacobian(target, source, false, options);
  }

  /**
   * As {@link #jacobian}, for each row of a batch by itself: of shape {@code [b] + target.shape[1:]
   * + source.shape[1:]}.
   *
   * @throws IllegalArgumentException if a shape is not fully known, or the batches differ
   */
  public @Nullable Tensor batchJacobian(
      Tensor target, Operand source, TapeOption.OfGradient... options) {
    return jacobian(target, source, true, options);
  }

  private @Nullable Tensor jacobian(
      Tensor target, Operand source, boolean batch, TapeOption.OfGradient... options) {
    Recording heard = takeRecording();
    Jacobian jacobian = new Jacobian(target, source, batch);
    Tensor found =
        jacobian.of(
            begin ->
                walk(
                        heard,
                        List.of(target),
                        List.of(begin),
                        List.of(source),
                        UnconnectedGradients.NONE)
                    .get(0));
    boolean zeros = List.of(options).contains(UnconnectedGradients.ZERO);
    return found == null && zeros ? jacobian.zeros() : found;
  }
}
