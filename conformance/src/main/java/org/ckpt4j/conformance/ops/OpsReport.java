package org.ckpt4j.conformance.ops;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.ckpt4j.conformance.ops.RecordedOps.Count;
import org.ckpt4j.errors.LookupError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.AttrLimit;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;

/** {@code docs/ops.md}: what the registry says of each operation, and how it was tested. */
record OpsReport(OpRegistry registry, RecordedOps recorded) {
  String markdown() {
    Collection<OpDef> ops = registry.all();
    long tested = ops.stream().filter(op -> recorded.of(op.name()).cases() > 0).count();
    List<String> missing =
        recorded.counts().keySet().stream().filter(op -> registry.find(op).isEmpty()).toList();
    List<String> out = new ArrayList<>();
    out.add("# Operations");
    out.add("");
    out.add("Written by `mvn verify -Dckpt4j.rows=write`; do not edit.");
    out.add("");
    out.add(
        "%d operations of TensorFlow are registered. %d of them are compared with %d cases that were"
                .formatted(ops.size(), tested, cases(ops))
            + " recorded on TensorFlow 2.15.1 (`golden/ops`); the others by tests of ours, and by"
            + " graphs that TensorFlow wrote.");
    out.add("");
    out.add(
        "* Types: of each type attribute those that are accepted; attributes without a limit are left"
            + " out.");
    out.add(
        "* Gradient: *yes*; *none* (nothing flows back, silently, as in TensorFlow); *unregistered*"
            + " (asking for it raises LookupError, as in TensorFlow); *missing* (not written yet:"
            + " asking for it is an error).");
    out.add(
        "* Cases: recorded ones of this op alone; of them errors, and those with values of gradients.");
    out.add("");
    out.add("| operation | types | gradient | cases | errors | gradients |");
    out.add("|---|---|---|---:|---:|---:|");
    for (OpDef op : ops) {
      Count count = recorded.of(op.name());
      out.add(
          "| %s | %s | %s | %d | %d | %d |"
              .formatted(
                  op.name(),
                  types(op),
                  gradient(op),
                  count.cases(),
                  count.errors(),
                  count.gradients()));
    }
    if (!missing.isEmpty()) {
      out.add("");
      out.add("Recorded on TensorFlow, not registered here: " + String.join(", ", missing) + ".");
    }
    return String.join("\n", out) + "\n";
  }

  private int cases(Collection<OpDef> ops) {
    return ops.stream().mapToInt(op -> recorded.of(op.name()).cases()).sum();
  }

  private static String types(OpDef op) {
    List<String> out = new ArrayList<>();
    new TreeMap<>(op.attrKinds())
        .forEach(
            (name, kind) -> {
              boolean type = kind == AttrKind.TYPE || kind == AttrKind.TYPE_LIST;
              if (type && op.limit(name).orElse(null) instanceof AttrLimit.OneOf limit) {
                List<String> names = limit.allowed().stream().map(Object::toString).toList();
                out.add("`" + name + "`: " + String.join(" ", names));
              }
            });
    return String.join("; ", out);
  }

  private static String gradient(OpDef op) {
    if (!op.isDifferentiable()) {
      return "none";
    }
    try {
      op.gradient();
      return "yes";
    } catch (LookupError e) {
      return "unregistered";
    } catch (UnsupportedOperationException e) {
      return "missing";
    }
  }
}
