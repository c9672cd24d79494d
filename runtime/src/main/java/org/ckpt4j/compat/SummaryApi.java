package org.ckpt4j.compat;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * {@code tf.compat.v1.summary}: what a training program reports of itself, as serialized {@code
 * Summary} messages. Event files are not written.
 */
public final class SummaryApi {
  SummaryApi() {}

  /** A number under the name of its node. */
  public Tensor scalar(String name, Object tensor) {
    return summary("ScalarSummary", "tags", name, tensor);
  }

  /** How the elements of a tensor are spread. */
  public Tensor histogram(String name, Object values) {
    return summary("HistogramSummary", "tag", name, values);
  }

  private static Tensor summary(String op, String tagName, String name, Object values) {
    String clean = name.replaceAll("[^-/\\w\\.]", "_").replaceAll("^/+", "");
    try (NameScope scope = NameScope.enter(clean)) {
      String within = java.util.Objects.requireNonNull(scope.name());
      String tag = within.substring(0, within.length() - 1);
      Tensor made =
          StandardOps.run(
                  op,
                  within,
                  Attrs.none(),
                  List.of(
                      ToTensor.of(tag, DType.STRING, tagName), ToTensor.of(values, null, "values")))
              .output(0);
      Graph.current().addToCollection(GraphKeys.SUMMARIES, made);
      return made;
    }
  }

  /** One message of all the summaries given. */
  public Tensor merge(List<? extends Operand> inputs, OpOption... options) {
    return StandardOps.run("MergeSummary", Named.among(options, "Merge"), Attrs.none(), inputs)
        .output(0);
  }

  /** One message of all summaries of the graph; null if it has none. */
  public @Nullable Tensor mergeAll() {
    List<Operand> all = new ArrayList<>();
    Graph.current().getCollection(GraphKeys.SUMMARIES).forEach(each -> all.add((Operand) each));
    return all.isEmpty() ? null : merge(all, new Named("Merge/MergeSummary"));
  }
}
