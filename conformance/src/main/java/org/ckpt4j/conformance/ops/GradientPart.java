package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;

/** What an op hands back to its inputs, or that it hands back nothing. */
final class GradientPart {
  private GradientPart() {}

  static void run(
      OpDef def, Attrs attrs, List<EagerTensor> inputs, JsonNode recorded, Findings checks) {
    if (recorded.isTextual()) {
      status(def, recorded.textValue(), checks);
      return;
    }
    if (recorded.has("error")) {
      return; // TensorFlow's own gradient fails; whatever we do is no worse
    }
    throw new LackingFeature("gradients");
  }

  static void status(OpDef def, String want, Findings checks) {
    switch (want) {
      case "not_differentiable" ->
          checks.same(
              "gradient of " + def.name(), "none", def.isDifferentiable() ? "some" : "none");
      case "no_gradient_registered" -> {}
      case "registered" -> {}
      default -> throw new MalformedCase("grad is \"" + want + "\"");
    }
  }
}
