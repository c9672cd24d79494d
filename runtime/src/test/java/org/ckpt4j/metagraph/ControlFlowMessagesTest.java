package org.ckpt4j.metagraph;

import static org.ckpt4j.TF.cond;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.less;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.TF.whileLoop;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.gradients;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ckpt4j.control.LoopVars;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class ControlFlowMessagesTest {
  /** x is multiplied by itself while below 100, else added to itself, in three iterations. */
  private static MetaGraphDef exported() {
    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      Tensor x = placeholder(DType.FLOAT32, Shape.scalar(), name("x"));
      LoopVars end =
          whileLoop(
              v -> less(v.get(0), 3),
              v ->
                  List.of(
                      plus(v.get(0), 1),
                      cond(
                          less(v.get(1), 100f), () -> times(v.get(1), x), () -> plus(v.get(1), x))),
              List.of(0, constant(1f)));
      Tensor y = cond(less(x, 10f), () -> times(end.get(1), 2f), () -> end.get(1));
      org.ckpt4j.TF.identity(y, name("y"));
    }
    return MetaGraphExport.of(graph, StandardOps.registry());
  }

  @Test
  void gradientsGoThroughTheLoopsOfAnImportedGraph() {
    MetaGraphDef message = exported();

    Graph graph = new Graph();
    try (var g = graph.asDefault();
        var s = session()) {
      MetaGraphImport.run(message, StandardOps.registry());
      Tensor x = graph.getTensorByName("x:0");
      Tensor y = graph.getTensorByName("y:0");
      Operand dy = gradients(y, x).get(0);

      assertEquals(2 * 27.0, s.run(y, feed(x, 3f)).doubleValue());
      assertEquals(2 * 27.0, s.run(dy, feed(x, 3f)).doubleValue());
      // 20, 400, 420
      assertEquals(420.0, s.run(y, feed(x, 20f)).doubleValue());
      assertEquals(41.0, s.run(dy, feed(x, 20f)).doubleValue());
      assertEquals(1, graph.getCollection(GraphKeys.WHILE_CONTEXT).size());
      assertEquals(2, graph.getCollection(GraphKeys.COND_CONTEXT).size());
    }
  }

  @Test
  void whatWasImportedGoesOutAgainAsItCame() {
    MetaGraphDef message = exported();

    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      MetaGraphImport.run(message, StandardOps.registry());
    }
    MetaGraphDef again = MetaGraphExport.of(graph, StandardOps.registry());

    for (String key : List.of(GraphKeys.WHILE_CONTEXT, GraphKeys.COND_CONTEXT)) {
      assertEquals(message.getCollectionDefOrThrow(key), again.getCollectionDefOrThrow(key));
    }
  }
}
