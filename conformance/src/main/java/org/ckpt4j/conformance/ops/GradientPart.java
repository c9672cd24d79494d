package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.eager.GradientTape;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.guide.PythonError;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.options.TapeOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** What an op hands back to its inputs, or that it hands back nothing. */
final class GradientPart {
  private final OpDef def;
  private final Attrs attrs;
  private final List<EagerTensor> inputs;
  private final JsonNode recorded;
  private final Findings checks;
  private final List<EagerTensor> sources = new ArrayList<>();
  private final List<Integer> used = new ArrayList<>();
  private final List<EagerTensor> upstream = new ArrayList<>();

  private GradientPart(
      OpDef def, Attrs attrs, List<EagerTensor> inputs, JsonNode recorded, Findings checks) {
    this.def = def;
    this.attrs = attrs;
    this.inputs = inputs;
    this.recorded = recorded;
    this.checks = checks;
    inputs.stream().filter(GradientPart::hasGradient).forEach(sources::add);
    JsonNode dy = RecordedTensor.field(recorded, "dy");
    for (int i = 0; i < dy.size(); i++) {
      if (!dy.get(i).isNull()) {
        used.add(i);
        upstream.add(given(RecordedTensor.value(dy.get(i))));
      }
    }
  }

  /** Where a FLOAT64 input comes before narrower ones, all gradients were given as FLOAT64. */
  private EagerTensor given(EagerTensor gradient) {
    boolean mixed = inputs.stream().anyMatch(t -> hasGradient(t) && t.dtype() != DType.FLOAT64);
    boolean wide = !sources.isEmpty() && sources.get(0).dtype() == DType.FLOAT64;
    return mixed && wide && gradient.dtype().isFloating()
        ? (EagerTensor) TF.cast(gradient, DType.FLOAT64)
        : gradient;
  }

  static void run(
      OpDef def, Attrs attrs, List<EagerTensor> inputs, JsonNode recorded, Findings checks) {
    if (recorded.isTextual()) {
      status(def, recorded.textValue(), checks);
      return;
    }
    if (recorded.has("error")) {
      return; // TensorFlow's own gradient fails; whatever we do is no worse
    }
    // Equal values may be one object; the tape must tell the inputs apart.
    List<EagerTensor> copies = inputs.stream().map(t -> EagerTensor.of(t.raw())).toList();
    GradientPart part = new GradientPart(def, attrs, copies, recorded, checks);
    if (part.recorded.has("second") && part.recorded.get("second").has("ddx")) {
      part.second(part.recorded.get("second"));
    } else {
      part.first();
    }
  }

  /** What the registry says of an op whose gradient has no values. */
  static void status(OpDef def, String want, Findings checks) {
    String got;
    try {
      def.gradient();
      got = "registered";
    } catch (UnsupportedOperationException e) {
      throw new LackingFeature("gradient of " + def.name());
    } catch (IllegalStateException e) {
      got = "not_differentiable";
    } catch (RuntimeException e) {
      got = PythonError.nameOf(e).equals("LookupError") ? "no_gradient_registered" : e.toString();
    }
    checks.same("gradient", want, got);
  }

  private static boolean hasGradient(EagerTensor input) {
    return input.dtype().isFloating() || input.dtype().isComplex();
  }

  private List<@Nullable Operand> gradients(GradientTape tape, List<Operand> watched) {
    try (var recording = tape.enter()) {
      tape.watch(watched);
      List<? extends Tensor> outputs = def.run(null, attrs, inputs).outputs();
      List<Tensor> targets = used.stream().<Tensor>map(outputs::get).toList();
      recording.close();
      return tape.gradient(targets, sources, TapeOption.outputGradients(upstream));
    }
  }

  private void first() {
    Attempt<List<@Nullable Operand>> attempt =
        Attempt.at(
            "gradient of " + def.name(), () -> gradients(new GradientTape(), List.copyOf(sources)));
    if (attempt.success(checks, "gradient")) {
      compare("dx ", recorded.get("dx"), attempt.get(), recorded.path("tolerance"));
    }
  }

  private void second(JsonNode second) {
    List<Operand> watched = new ArrayList<>(sources);
    watched.addAll(upstream);
    GradientTape outer = new GradientTape(TapeOption.persistent(true));
    Attempt<List<@Nullable Operand>> attempt;
    try (var recording = outer.enter()) {
      outer.watch(watched);
      attempt =
          Attempt.at("gradient of " + def.name(), () -> gradients(new GradientTape(), watched));
    }
    if (!attempt.success(checks, "gradient")) {
      return;
    }
    List<@Nullable Operand> first = attempt.get();
    compare("dx ", recorded.get("dx"), first, recorded.path("tolerance"));
    List<Operand> live = new ArrayList<>();
    first.stream().filter(java.util.Objects::nonNull).forEach(live::add);
    List<EagerTensor> given = new ArrayList<>();
    second
        .get("ddx")
        .forEach(
            dd -> {
              if (!dd.isNull()) {
                given.add(RecordedTensor.value(dd));
              }
            });
    Attempt<List<@Nullable Operand>> again =
        Attempt.at(
            "second gradient of " + def.name(),
            () -> outer.gradient(live, watched, TapeOption.outputGradients(given)));
    if (again.success(checks, "second gradient")) {
      int split = sources.size();
      List<@Nullable Operand> all = again.get();
      JsonNode tolerance = second.path("tolerance");
      compare("second d_input ", second.get("d_inputs"), all.subList(0, split), tolerance);
      List<@Nullable Operand> dys = all.subList(split, all.size());
      for (int i = 0; i < dys.size(); i++) {
        one("second d_dy " + i, second.get("d_dy").get(used.get(i)), dys.get(i), tolerance);
      }
    }
  }

  /** Compares the gradients of the sources with those recorded for every input. */
  private void compare(
      String what, JsonNode want, List<@Nullable Operand> got, JsonNode tolerance) {
    if (want.size() != inputs.size()) {
      throw new MalformedCase("%d gradients of %d inputs".formatted(want.size(), inputs.size()));
    }
    int source = 0;
    for (int i = 0; i < inputs.size(); i++) {
      if (hasGradient(inputs.get(i))) {
        one(what + i, want.get(i), got.get(source++), tolerance);
      }
    }
  }

  private void one(String what, JsonNode want, @Nullable Operand got, JsonNode within) {
    if (want.isNull() || got == null) {
      checks.holds(
          "%s: got %s, want %s"
              .formatted(what, got == null ? "none" : "one", want.isNull() ? "none" : "one"),
          want.isNull() && got == null);
      return;
    }
    Tolerance tolerance = Tolerance.of(within);
    JsonNode slices = want.path("slices");
    if (!slices.isObject()) {
      if (got instanceof IndexedSlices) {
        checks.fail(what + ": got IndexedSlices, want a tensor");
      } else {
        tolerance.check(checks, what, want, (EagerTensor) got.asTensor());
      }
    } else if (got instanceof IndexedSlices rows) {
      tolerance.check(checks, what + " values", slices.get("values"), (EagerTensor) rows.values());
      tolerance.check(
          checks, what + " indices", slices.get("indices"), (EagerTensor) rows.indices());
      if (slices.hasNonNull("dense_shape")) {
        tolerance.check(
            checks,
            what + " dense_shape",
            slices.get("dense_shape"),
            (EagerTensor) rows.denseShape().orElseThrow());
      }
    } else {
      checks.fail(what + ": got a tensor, want IndexedSlices");
    }
  }
}
