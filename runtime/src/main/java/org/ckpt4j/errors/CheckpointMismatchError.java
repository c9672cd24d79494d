package org.ckpt4j.errors;

import java.util.List;

/**
 * A checkpoint and the objects it was loaded into do not match as an assertion on the load status
 * demands; Python raises {@code AssertionError}.
 */
public final class CheckpointMismatchError extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient List<String> paths;

  /**
   * @param paths what was not matched: object paths ({@code model.layer.kernel}), keys or names
   */
  public CheckpointMismatchError(String message, List<String> paths) {
    super(message);
    this.paths = List.copyOf(paths);
  }

  /** What was not matched, in the order found. */
  public List<String> paths() {
    return paths == null ? List.of() : paths;
  }
}
