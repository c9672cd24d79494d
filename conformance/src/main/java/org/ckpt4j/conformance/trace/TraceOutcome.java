package org.ckpt4j.conformance.trace;

import java.util.List;

/**
 * How a program went.
 *
 * @param comparisons how many values were compared
 * @param differences where TensorFlow did something else, in order
 * @param unsupported the feature because of which the program was given up; empty if it ran
 */
public record TraceOutcome(int comparisons, List<String> differences, String unsupported) {
  public TraceOutcome {
    differences = List.copyOf(differences);
  }

  static TraceOutcome skipped(String feature) {
    return new TraceOutcome(0, List.of(), feature);
  }
}
