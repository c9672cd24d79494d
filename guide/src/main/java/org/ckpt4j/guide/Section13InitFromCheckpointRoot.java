package org.ckpt4j.guide;

import static org.ckpt4j.TF.dict;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.train;
import static org.ckpt4j.compat.TF1.variableScope;
import static org.ckpt4j.guide.Cells.abcGraphZeros;
import static org.ckpt4j.guide.Cells.saveTf1;

import java.util.List;

/** {@code init_from_checkpoint} from the root of a checkpoint into a scope. */
final class Section13InitFromCheckpointRoot {
  private Section13InitFromCheckpointRoot() {}

  static void run(Parameters p, Recorder r) {
    saveTf1(p);
    r.printCheckpoint(p.path("tf1-ckpt"));
    r.result("names", List.of(initFromRoot(p, r)));
  }

  static List<String> initFromRoot(Parameters p, Recorder r) {
    try (var g = graph()) {
      Cells.Abc v;
      try (var scope = variableScope(p.name("new_scope"))) {
        v = abcGraphZeros(p);
      }
      try (var sess = session()) {
        train.initFromCheckpoint(p.path("tf1-ckpt"), dict(p.name("/"), p.name("new_scope/")));
        sess.run(globalVariablesInitializer());
        r.print("Restored [a, b, c]", sess.run(v.all()));
        return r.names(v.all());
      }
    }
  }
}
