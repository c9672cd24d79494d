package org.ckpt4j.train;

import java.util.List;
import org.ckpt4j.checkpoint.plan.MatchReport;
import org.ckpt4j.checkpoint.plan.PlannedValue;
import org.ckpt4j.errors.CheckpointMismatchError;

/**
 * What restoring a checkpoint would do, before it touches a value: what matches, what is missing in
 * the file, what is unused, what differs in shape or type, and what may be meant instead.
 *
 * <pre>{@code
 * RestorePlan plan = checkpoint.plan("train/ck-3");
 * System.out.println(plan);
 * plan.apply(RestorePolicy.COMPLETE);
 * }</pre>
 *
 * <p>A plan looks at the objects and at the file as they are when it is made.
 */
public final class RestorePlan {
  private final MatchReport report;
  private final Runnable restoreAll;
  private final Runnable restoreFitting;

  RestorePlan(MatchReport report, Runnable restoreAll, Runnable restoreFitting) {
    this.report = report;
    this.restoreAll = restoreAll;
    this.restoreFitting = restoreFitting;
  }

  /** The plan as data. */
  public MatchReport report() {
    return report;
  }

  public List<PlannedValue> values() {
    return report.values();
  }

  /** Whether every value on both sides has its counterpart. */
  public boolean isExact() {
    return report.isExact();
  }

  /** Whether every value of the program is in the checkpoint and fits. */
  public boolean isComplete() {
    return report.problems().isEmpty();
  }

  /**
   * Restores, if the policy allows it. In a graph this uses the default session.
   *
   * @throws CheckpointMismatchError if it does not; then nothing was assigned
   */
  public void apply(RestorePolicy policy) {
    List<PlannedValue> refused =
        switch (policy) {
          case EXACT ->
              values().stream()
                  .filter(v -> v.fit() != org.ckpt4j.checkpoint.plan.ValueFit.MATCHED)
                  .toList();
          case COMPLETE -> report.problems();
          case FITTING -> List.of();
        };
    if (!refused.isEmpty()) {
      throw new CheckpointMismatchError(
          "nothing was restored, as policy %s demands:%n%s".formatted(policy, report),
          refused.stream().map(value -> String.join("/", value.path())).toList());
    }
    (policy == RestorePolicy.FITTING ? restoreFitting : restoreAll).run();
  }

  /** Summary, tree and hints, to be read. */
  @Override
  public String toString() {
    return report.toString();
  }
}
