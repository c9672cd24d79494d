package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.guide.Cells.abcEager;
import static org.ckpt4j.guide.Cells.saveTf1;

import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.objectgraph.LoadStatus;
import org.ckpt4j.variables.Variable;

/** {@code Checkpoint} restores a TF1 checkpoint by variable name; what its status asserts. */
final class Section08NamesMatchCheckpointRestoreEager {
  private Section08NamesMatchCheckpointRestoreEager() {}

  static void run(Parameters p, Recorder r) {
    String savePath = saveTf1(p);

    var v = abcEager(p, 0f, 0f, 0f);
    var c2 = new Variable(0f, name(p.name("scoped/c")));
    r.print("Variable names", r.names(v.a(), v.b(), v.c(), c2));
    var ckpt = new Checkpoint(kw("variables", list(v.a(), v.b(), v.c(), c2)));
    var st = ckpt.restore(savePath);
    r.print("loaded values of [a, b, c, c_2]", r.values(v.a(), v.b(), v.c(), c2));
    r.result("status_type", PythonView.typeName(st));
    probe(r, "all four tracked", st);

    var a1 = new Variable(0f, name(p.name("a")));
    probe(r, "only a tracked", new Checkpoint(kw("variables", list(a1))).restore(savePath));
    r.result("only_a_value", r.values(a1));

    var a2 = new Variable(0f, name(p.name("a")));
    var n2 = new Variable(p.value(5), name(p.name("not_there")));
    probe(
        r,
        "a and not_there tracked",
        new Checkpoint(kw("variables", list(a2, n2))).restore(savePath));
    r.result("a_and_not_there_values", r.values(a2, n2));

    var w = new Variable(new float[] {0f, 0f}, name(p.name("a")));
    r.error(
        "restore into shape [2]",
        () -> new Checkpoint(kw("v", w)).restore(savePath).assertConsumed());
    var i = new Variable(0, name(p.name("a")));
    r.error(
        "restore into int32", () -> new Checkpoint(kw("v", i)).restore(savePath).assertConsumed());
    r.result("wrong_shape_and_dtype_values_after", r.values(w, i));

    var k = new Checkpoint();
    k.restore(savePath);
    var late = new Variable(0f, name(p.name("a")));
    k.set("v", late);
    r.result("attached_after_restore", r.values(late));

    r.printCheckpoint(ckpt.save(p.path("resaved")));
    var e = new Checkpoint(kw("v", new Variable(p.value(1))));
    r.error("Checkpoint.restore('missing')", () -> e.restore(p.path("missing")));
    r.error(
        "Checkpoint.restore('resaved') without the -1 suffix", () -> e.restore(p.path("resaved")));
    var none = e.restore(null);
    r.result("restore_None_status_type", PythonView.typeName(none));
    probe(r, "restore(None)", none);
  }

  private static void probe(Recorder r, String tag, LoadStatus st) {
    r.error(tag + ": assert_consumed", () -> st.assertConsumed());
    r.error(tag + ": assert_existing_objects_matched", () -> st.assertExistingObjectsMatched());
    r.error(tag + ": assert_nontrivial_match", () -> st.assertNontrivialMatch());
    r.error(tag + ": run_restore_ops", () -> st.runRestoreOps());
    r.error(tag + ": initialize_or_restore", () -> st.initializeOrRestore());
    r.error(tag + ": expect_partial", () -> st.expectPartial());
  }
}
