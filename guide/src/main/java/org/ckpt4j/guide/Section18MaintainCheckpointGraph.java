package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.inVariableScope;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.zerosInitializer;
import static org.ckpt4j.guide.Cells.abcGraphConst;
import static org.ckpt4j.guide.Cells.saveUnscopedScoped;

import java.util.List;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** The maintained structure restores into a graph whose variables have other names. */
final class Section18MaintainCheckpointGraph {
  private Section18MaintainCheckpointGraph() {}

  static void run(Parameters p, Recorder r) {
    String path = saveUnscopedScoped(p, null);
    maintainGraph(p, r, path);
    initializeOrRestore(p, r, path);
    runRestoreOps(p, r, path);
  }

  /** The guide's cell. */
  private static void maintainGraph(Parameters p, Recorder r, String path) {
    try (var g = graph()) {
      var a = getVariable(p.name("a_different_name"), shape(), FLOAT32, zerosInitializer());
      var b = getVariable(p.name("b_different_name"), shape(), FLOAT32, zerosInitializer());
      Variable c =
          inVariableScope(
              p.name("different_scope"),
              () -> getVariable(p.name("c"), shape(), FLOAT32, zerosInitializer()));
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        r.print("Initialized [a, b, c]", sess.run(List.of(a, b, c)));
        var ckpt = new Checkpoint(kw("unscoped", list(a, b)), kw("scoped", list(c)));
        try (var status = ckpt.restore(path)) {
          status.assertConsumed().runRestoreOps();
        }
        r.print("Restored [a, b, c]", sess.run(List.of(a, b, c)));
      }
    }
  }

  private static void initializeOrRestore(Parameters p, Recorder r, String path) {
    try (var g = graph()) {
      var v = abcGraphConst(p, 0, 0, 0);
      var e = getVariable(p.name("extra"), shape(), FLOAT32, constantInitializer(p.value(9)));
      try (var sess = session()) {
        var ckpt =
            new Checkpoint(
                kw("unscoped", list(v.a(), v.b())), kw("scoped", list(v.c())), kw("extra", e));
        try (var st = ckpt.restore(path)) {
          r.error("assert_consumed with an extra variable", () -> st.assertConsumed());
          r.error("reading a before running restore ops", () -> sess.run(v.a()));
          st.initializeOrRestore();
        }
        r.print(
            "initialize_or_restore [a, b, c, extra]", sess.run(List.of(v.a(), v.b(), v.c(), e)));
      }
    }
  }

  private static void runRestoreOps(Parameters p, Recorder r, String path) {
    try (var g = graph()) {
      var v = abcGraphConst(p, 0, 0, 0);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        var ckpt = new Checkpoint(kw("unscoped", list(v.a(), v.b())), kw("scoped", list(v.c())));
        try (var st = ckpt.restore(path)) {
          r.print("after restore() only", sess.run(v.all()));
          st.runRestoreOps();
        }
        r.print("after run_restore_ops()", sess.run(v.all()));
        r.result("next_save_path", ckpt.save(p.path("again")));
      }
    }
  }
}
