package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;

import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.objectgraph.LoadStatus;
import org.ckpt4j.variables.Variable;

/**
 * What a status asserts after partial matches, and what it reports when it is closed.
 *
 * <p>In Python a status reports when the garbage collector takes it; here {@code close()} does.
 */
final class Section21LoadStatusAssertions {
  private Section21LoadStatusAssertions() {}

  static void run(Parameters p, Recorder r) {
    String xy1 = p.path("xy") + "-1";
    String written = p.path("xy-written");
    new Checkpoint(kw("x", new Variable(p.value(1))), kw("y", new Variable(p.value(2))))
        .save(p.path("xy"));
    new Checkpoint(kw("x", new Variable(p.value(1))), kw("y", new Variable(p.value(2))))
        .write(written);

    moreInCheckpoint(r, xy1);
    moreInCheckpointExpectPartial(r, xy1);
    moreInProgram(p, r, xy1);

    var saved = new Xy();
    try (var st = saved.ckpt.read(xy1)) {
      probe(r, "save_then_read", st, saved.x, saved.y);
    }
    var restored = new Xy();
    try (var st = restored.ckpt.restore(written)) {
      probe(r, "write_then_restore", st, restored.x, restored.y);
    }
    var read = new Xy();
    try (var st = read.ckpt.read(written)) {
      probe(r, "write_then_read", st, read.x, read.y);
    }

    delayed(r, xy1);
    emptyRoot(r, written);

    var i = new Variable(0);
    r.error(
        "restore float32 into int32",
        () -> new Checkpoint(kw("x", i)).read(written).expectPartial());
    r.result("int32_value_after", r.values(i));
    var w = new Variable(new float[] {0f, 0f});
    r.error("restore [] into [2]", () -> new Checkpoint(kw("x", w)).read(written).expectPartial());

    twice(p, r, xy1);
    shared(p, r);
  }

  private static void moreInCheckpoint(Recorder r, String path) {
    var x = new Variable(0f);
    try (var st = new Checkpoint(kw("x", x)).restore(path)) {
      probe(r, "more_in_checkpoint", st, x);
    }
  }

  private static void moreInCheckpointExpectPartial(Recorder r, String path) {
    var x = new Variable(0f);
    try (var st = new Checkpoint(kw("x", x)).restore(path)) {
      st.expectPartial();
      probe(r, "more_in_checkpoint_expect_partial", st, x);
    }
  }

  private static void moreInProgram(Parameters p, Recorder r, String path) {
    var x = new Variable(0f);
    var y = new Variable(0f);
    var z = new Variable(p.value(5));
    try (var st = new Checkpoint(kw("x", x), kw("y", y), kw("z", z)).restore(path)) {
      probe(r, "more_in_program", st, x, y, z);
    }
  }

  private static void delayed(Recorder r, String path) {
    var k = new Checkpoint(kw("x", new Variable(0f)));
    try (var st = k.restore(path)) {
      r.error("delayed: assert_consumed before attaching y", () -> st.assertConsumed());
      var y = new Variable(0f);
      k.set("y", y);
      r.result("delayed_y_on_attachment", r.values(y));
      r.error("delayed: assert_consumed after attaching y", () -> st.assertConsumed());
    }
  }

  private static void emptyRoot(Recorder r, String path) {
    try (var st = new Checkpoint().read(path)) {
      assertions(r, "empty root", st);
    }
  }

  private static void twice(Parameters p, Recorder r, String path) {
    var x = new Variable(0f);
    var ck = new Checkpoint(kw("x", x));
    try (var s1 = ck.restore(path).expectPartial()) {
      new Checkpoint(kw("x", new Variable(p.value(7)))).write(p.path("x7"));
      try (var s2 = ck.read(p.path("x7"))) {
        r.result("later_restore_wins", r.values(x));
        r.error(
            "first status after a second restore: assert_existing_objects_matched",
            () -> s1.assertExistingObjectsMatched());
        r.error(
            "second status: assert_existing_objects_matched",
            () -> s2.assertExistingObjectsMatched());
      }
    }
  }

  private static void shared(Parameters p, Recorder r) {
    new Checkpoint(kw("p", new Variable(p.value(1))), kw("q", new Variable(p.value(2))))
        .write(p.path("two"));
    var v = new Variable(0f);
    try (var st = new Checkpoint(kw("p", v), kw("q", v)).read(p.path("two"))) {
      r.result("one_object_two_checkpoint_values", r.values(v));
      r.error("shared object: assert_consumed", () -> st.assertConsumed());
    }
  }

  private static void probe(Recorder r, String tag, LoadStatus st, Variable... variables) {
    r.result(tag + "_values", r.values(variables));
    assertions(r, tag, st);
    r.marker("deleting", tag);
  }

  private static void assertions(Recorder r, String tag, LoadStatus st) {
    r.error(tag + ": assert_consumed", () -> st.assertConsumed());
    r.error(tag + ": assert_existing_objects_matched", () -> st.assertExistingObjectsMatched());
    r.error(tag + ": assert_nontrivial_match", () -> st.assertNontrivialMatch());
  }

  /** Two fresh zeros under {@code x} and {@code y}. */
  private static final class Xy {
    final Variable x = new Variable(0f);
    final Variable y = new Variable(0f);
    final Checkpoint ckpt = new Checkpoint(kw("x", x), kw("y", y));
  }
}
