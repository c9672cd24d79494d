package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.guide.Cells.abcGraphConst;

import org.ckpt4j.train.Checkpoint;

/** A TF2 checkpoint loaded in a session. */
final class Section38LoadTf2InTf1 {
  private Section38LoadTf2InTf1() {}

  static void run(Parameters p, Recorder r) {
    Section37SaveTf2InTf1.saveInSession(p);
    try (var g = graph()) {
      var v = abcGraphConst(p, 0, 0, 0);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        r.print("Initialized [a, b, c]", sess.run(v.all()));
        new Checkpoint(kw("var_list", Section37SaveTf2InTf1.globalVariablesByName()))
            .restore(p.path("tf2-ckpt-saved-in-session") + "-1")
            .runRestoreOps();
        r.print("Restored [a, b, c]", sess.run(v.all()));
      }
    }
  }
}
