package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;

/** An op at once: its values, or how it fails. */
final class EagerOp {
  private EagerOp() {}

  static void run(
      OpDef def, Attrs attrs, List<EagerTensor> inputs, JsonNode recorded, Findings checks) {
    Attempt<Node> attempt = Attempt.at("op " + def.name(), () -> def.run(null, attrs, inputs));
    if (recorded.has("error")) {
      String category = recorded.get("error").textValue();
      if (!(attempt.succeeded() && Attempt.isKernelLimit(category))) {
        attempt.failure(checks, "eager", category);
      }
    } else if (attempt.success(checks, "eager")) {
      values(
          checks,
          "eager output ",
          recorded.get("outputs"),
          attempt.get().outputs(),
          Tolerance.of(recorded.path("tolerance")));
    }
  }

  static void values(
      Findings checks,
      String where,
      JsonNode want,
      List<? extends Tensor> got,
      Tolerance tolerance) {
    if (want.size() != got.size()) {
      checks.fail("%s: got %d, want %d".formatted(where.strip(), got.size(), want.size()));
      return;
    }
    checks.holds(where, true);
    for (int i = 0; i < got.size(); i++) {
      tolerance.check(checks, where + i, want.get(i), (EagerTensor) got.get(i));
    }
  }
}
