package org.ckpt4j.train.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that came out of a file are trained on; the file stays as it is. */
class TrainingAfterRestoreTest {
  private static final Shape LARGE = Shape.of(300, 400); // large enough to be mapped, not copied

  @TempDir private Path folder;

  @Test
  void restoredVariablesAreChangedWithoutTheirFile() {
    try (var graph = new Graph().asDefault();
        Session session = new Session()) {
      Variable variable = TF1.getVariable("w", LARGE, TF1.zerosInitializer());
      Node train =
          TF1.train.momentumOptimizer(0.5, 0.9).minimize(TF.reduceSum(TF.add(variable, variable)));
      Saver saver = new Saver();
      session.run(TF1.globalVariablesInitializer());
      session.run(train);
      String path = saver.save(session, folder.resolve("model").toString());
      for (int i = 0; i < 2; i++) {
        saver.restore(session, path);
        assertEquals(-1, first(session, variable));

        session.run(train);

        assertEquals(-1 - 0.5 * (0.9 * 2 + 2), first(session, variable), 1e-6);
      }
    }
  }

  private static double first(Session session, Variable variable) {
    EagerTensor value = session.run(List.of(TF.reduceMax(variable))).get(0);
    return value == null ? Double.NaN : value.doubleValue();
  }
}
