package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.guide.PythonError;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program of the trace language on ckpt4j, and compares each step with what TensorFlow did.
 *
 * <p>Every program starts clean: an eager context of its own, its own folder, the clock at its
 * start.
 */
public final class TraceInterpreter {
  private static final StepTable STEPS = new StepTable();
  private static final int TOLD = 5;

  private final TraceState state;
  private final Comparison comparison = new Comparison();

  private TraceInterpreter(TraceState state) {
    this.state = state;
  }

  /** Runs {@code program}, a line of a trace file, in the empty folder {@code folder}. */
  public static TraceOutcome run(JsonNode program, Path folder) {
    Trace trace = Trace.of(program);
    Optional<String> unsupported = STEPS.unsupported(trace.steps());
    if (unsupported.isPresent()) {
      return TraceOutcome.skipped(unsupported.get());
    }
    try (TraceState state = new TraceState(folder)) {
      Environment environment = new Environment(folder::resolve, state::now, diagnostic -> {});
      try (var clean = Contexts.enter(new EagerContext());
          var here = Contexts.enter(environment)) {
        TraceInterpreter interpreter = new TraceInterpreter(state);
        interpreter.steps("", trace.steps());
        return interpreter.outcome();
      }
    } catch (MissingFeature e) {
      return TraceOutcome.skipped(e.getMessage());
    }
  }

  private TraceOutcome outcome() {
    var differences = comparison.differences();
    return new TraceOutcome(
        comparison.comparisons(), differences.subList(0, Math.min(TOLD, differences.size())), "");
  }

  private void steps(String where, JsonNode steps) {
    for (int i = 0; i < steps.size(); i++) {
      JsonNode step = steps.get(i);
      step("%s[%d] %s".formatted(where, i, step.get("op").textValue()), step);
    }
  }

  private void step(String where, JsonNode step) {
    boolean[] entered = {false};
    ObjectNode observed = JsonNodeFactory.instance.objectNode();
    Throwable failure = null;
    try {
      observed =
          STEPS.run(
              state,
              step,
              () -> {
                entered[0] = true;
                steps(where, step.get("body"));
              });
    } catch (MissingFeature | VirtualMachineError e) {
      throw e;
    } catch (Exception | AssertionError e) {
      failure = e;
    }
    stamp();
    judge(where, step.path("expect"), observed, failure, entered[0]);
  }

  private void judge(
      String where,
      JsonNode expected,
      ObjectNode observed,
      @Nullable Throwable failure,
      boolean entered) {
    JsonNode error = expected.path("error");
    if (failure == null) {
      if (error.isTextual()) {
        comparison.check(false, where, error.textValue(), "success");
      } else if (expected.isObject()) {
        comparison.compare(where, expected, observed);
      }
      return;
    }
    String category = PythonError.nameOf(failure);
    if (entered) {
      comparison.check(false, where, "leaving the block", describe(category, failure));
    } else if (error.isTextual()) {
      comparison.check(
          error.textValue().equals(category),
          where,
          error.textValue(),
          describe(category, failure));
    } else if (failure instanceof UnsupportedOperationException) {
      throw new MissingFeature("runtime: " + failure.getMessage());
    } else {
      comparison.check(false, where, "success", describe(category, failure));
    }
  }

  private static String describe(String category, Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    boolean defect = category.startsWith("<");
    return category
        + ": "
        + failure.getMessage()
        + (defect && trace.length > 0 ? " at " + trace[0] : "");
  }

  private void stamp() {
    try {
      state.folder().stamp(state.now());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
