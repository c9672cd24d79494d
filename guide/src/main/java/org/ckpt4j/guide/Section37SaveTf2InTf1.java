package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.compat.TF1.globalVariables;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.guide.Cells.abcGraphConst;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** A TF2 checkpoint saved in a session. */
final class Section37SaveTf2InTf1 {
  private Section37SaveTf2InTf1() {}

  static void run(Parameters p, Recorder r) {
    String path = saveInSession(p);
    r.result("save_path", path);
    r.printCheckpoint(path);
    r.listing("after");
  }

  static String saveInSession(Parameters p) {
    try (var g = graph()) {
      abcGraphConst(p, 1, 2, 3);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        return new Checkpoint(kw("var_list", globalVariablesByName()))
            .save(p.path("tf2-ckpt-saved-in-session"));
      }
    }
  }

  static Map<String, Variable> globalVariablesByName() {
    Map<String, Variable> byName = new LinkedHashMap<>();
    globalVariables().forEach(v -> byName.put(v.fullName(), v));
    return byName;
  }
}
