package org.ckpt4j.eager;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.options.TapeOption;
import org.jspecify.annotations.Nullable;

/** Records operations so that gradients can be asked for. Counterpart: {@code tf.GradientTape}. */
public final class GradientTape {
  public GradientTape(TapeOption... options) {}

  /** Records what is called until it is left. */
  @MustBeClosed
  public Scope enter() {
    throw new UnsupportedOperationException("gradient tapes are not supported yet");
  }

  /** Records what {@code operations} calls. */
  public GradientTape record(Runnable operations) {
    try (Scope recording = enter()) {
      operations.run();
    }
    return this;
  }

  /** Sees tensors and variables, or lists and maps of them, as sources. */
  public void watch(Object tensors) {
    throw new UnsupportedOperationException("gradient tapes are not supported yet");
  }

  /** The gradient of {@code target} (or of the sum of a list of them); null if there is none. */
  public @Nullable Operand gradient(
      Object target, Operand source, TapeOption.OfGradient... options) {
    return gradient(target, List.of(source), options).get(0);
  }

  /** One gradient for each source. */
  public List<@Nullable Operand> gradient(
      Object target, List<? extends Operand> sources, TapeOption.OfGradient... options) {
    throw new UnsupportedOperationException("gradient tapes are not supported yet");
  }

  /** One gradient for each source, under its key. */
  public Map<String, @Nullable Operand> gradient(
      Object target, Map<String, ? extends Operand> sources, TapeOption.OfGradient... options) {
    throw new UnsupportedOperationException("gradient tapes are not supported yet");
  }
}
