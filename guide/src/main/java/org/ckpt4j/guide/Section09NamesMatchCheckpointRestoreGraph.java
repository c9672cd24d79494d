package org.ckpt4j.guide;

import static org.ckpt4j.TF.FLOAT32;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.shape;
import static org.ckpt4j.compat.TF1.constantInitializer;
import static org.ckpt4j.compat.TF1.getVariable;
import static org.ckpt4j.compat.TF1.globalVariables;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.session;
import static org.ckpt4j.compat.TF1.zerosInitializer;
import static org.ckpt4j.guide.Cells.abcGraphZeros;
import static org.ckpt4j.guide.Cells.saveTf1;

import java.util.List;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.Saver;
import org.ckpt4j.train.objectgraph.LoadStatus;
import org.ckpt4j.variables.Variable;

/** The same TF1 checkpoint restored in a graph and session, by Saver and by Checkpoint. */
final class Section09NamesMatchCheckpointRestoreGraph {
  private Section09NamesMatchCheckpointRestoreGraph() {}

  static void run(Parameters p, Recorder r) {
    String savePath = saveTf1(p);
    saverInGraph(p, r, savePath);
    readInGraph(p, r, savePath);
    restoreInGraph(p, r, savePath);

    new Saver(
            dict(
                p.name("a"), new Variable(p.value(1)),
                p.name("save_counter"), new Variable(p.integer(41))))
        .save(null, p.path("with-counter"));
    restoreWithCounter(p, r);
    extraVariable(p, r, savePath);
  }

  private static void saverInGraph(Parameters p, Recorder r, String savePath) {
    try (var g = graph()) {
      var v = abcGraphZeros(p);
      try (var sess = session()) {
        var saver = new Saver();
        r.error("reading a before restore", () -> sess.run(v.a()));
        saver.restore(sess, savePath);
        r.print("Saver in graph", sess.run(v.all()));
        r.error("saver.restore(sess, 'missing')", () -> saver.restore(sess, p.path("missing")));
      }
    }
  }

  private static void readInGraph(Parameters p, Recorder r, String savePath) {
    try (var g = graph()) {
      var v = abcGraphZeros(p);
      try (var sess = session()) {
        List<String> before = operations(g.graph());
        var st = new Checkpoint(kw("variables", list(v.a(), v.b(), v.c()))).read(savePath);
        r.result("graph_status_type", PythonView.typeName(st));
        r.result("ops_added_by_read", added(g.graph(), before));
        r.error("before run_restore_ops: reading a", () -> sess.run(v.a()));
        assertions(r, "graph, before run_restore_ops: ", st);
        st.runRestoreOps();
        r.print("Checkpoint.read in graph", sess.run(v.all()));
        r.result("ops_added_by_run_restore_ops", added(g.graph(), before));
        assertions(r, "graph, after run_restore_ops: ", st);
        r.error("run_restore_ops a second time", () -> st.runRestoreOps());
      }
    }
  }

  private static void restoreInGraph(Parameters p, Recorder r, String savePath) {
    try (var g = graph()) {
      var v = abcGraphZeros(p);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        var ck = new Checkpoint(kw("variables", list(v.a(), v.b(), v.c())));
        var st = ck.restore(savePath);
        r.result("graph_restore_created", r.names(globalVariables()));
        r.error("restore() then run_restore_ops", () -> st.runRestoreOps());
        r.print("values after the failed run_restore_ops", sess.run(v.all()));
        r.error("restore() then assert_consumed", () -> st.assertConsumed());
      }
    }
  }

  private static void restoreWithCounter(Parameters p, Recorder r) {
    try (var g = graph()) {
      var a = getVariable(p.name("a"), shape(), FLOAT32, zerosInitializer());
      try (var sess = session()) {
        var ck = new Checkpoint(kw("variables", list(a)));
        r.error(
            "restore() of a file holding 'save_counter'",
            () -> ck.restore(p.path("with-counter")).runRestoreOps());
        r.print("values [a, save_counter]", sess.run(List.of(a, ck.saveCounter())));
        r.result("next_save_path", ck.save(p.path("next")));
      }
    }
  }

  private static void extraVariable(Parameters p, Recorder r, String savePath) {
    try (var g = graph()) {
      var v = abcGraphZeros(p);
      var e = getVariable(p.name("extra"), shape(), FLOAT32, constantInitializer(p.value(9)));
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        var tracked = list(v.a(), v.b(), v.c(), e);
        var st = new Checkpoint(kw("variables", tracked)).read(savePath);
        r.error("assert_consumed with 'extra'", () -> st.assertConsumed());
        r.error("run_restore_ops with 'extra'", () -> st.runRestoreOps());
        r.print(
            "values after the failure [a, b, c, extra]", sess.run(List.of(v.a(), v.b(), v.c(), e)));
        var again = new Checkpoint(kw("variables", tracked)).read(savePath);
        r.error("initialize_or_restore with 'extra'", () -> again.initializeOrRestore());
        r.error(
            "Saver restore, 'extra' missing from the checkpoint",
            () -> new Saver().restore(sess, savePath));
      }
    }
  }

  private static void assertions(Recorder r, String when, LoadStatus st) {
    r.error(when + "assert_consumed", () -> st.assertConsumed());
    r.error(when + "assert_existing_objects_matched", () -> st.assertExistingObjectsMatched());
    r.error(when + "assert_nontrivial_match", () -> st.assertNontrivialMatch());
  }

  private static List<String> operations(Graph g) {
    return g.getOperations().stream().map(Operation::name).toList();
  }

  private static List<String> added(Graph g, List<String> before) {
    return operations(g).stream().filter(name -> !before.contains(name)).toList();
  }
}
