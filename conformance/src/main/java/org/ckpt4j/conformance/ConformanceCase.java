package org.ckpt4j.conformance;

import java.time.Duration;

/** One recorded thing TensorFlow did, and how to see whether ckpt4j does the same. */
public interface ConformanceCase {
  /** Names the case within its layout, as the recording does. */
  String id();

  /**
   * Lets ckpt4j do what TensorFlow did and compares. Every observation goes through {@code checks};
   * a case that compares nothing has failed.
   *
   * @throws UnsupportedFeature if ckpt4j lacks what the case is about: the case is skipped
   * @throws Exception anything else: the case has failed
   */
  void run(Checks checks) throws Exception;

  /** A case that takes longer hangs, which is a failure. */
  default Duration timeLimit() {
    return Duration.ofMinutes(2);
  }

  /** How many bytes of Java memory the case may allocate in all; more is a failure. */
  default long allocationLimit() {
    return Long.MAX_VALUE;
  }
}
