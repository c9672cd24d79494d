package org.ckpt4j.guide;

import static org.ckpt4j.TF.kw;
import static org.ckpt4j.TF.list;
import static org.ckpt4j.TF.name;

import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.variables.Variable;

/** {@code foo=[a, b]} against {@code foo=[b, a]} and {@code bar=[a, b]}. */
final class Section20FooBarCompatibility {
  private Section20FooBarCompatibility() {}

  private record Pair(Variable a, Variable b) {}

  static void run(Parameters p, Recorder r) {
    new Checkpoint(
            kw(
                "foo",
                list(
                    new Variable(p.value(1), name(p.name("va"))),
                    new Variable(p.values(2, 3), name(p.name("vb"))))))
        .write(p.path("foo-ab"));
    r.printCheckpoint(p.path("foo-ab"));
    new Checkpoint(
            kw(
                "foo",
                list(
                    new Variable(p.value(1), name(p.name("va"))),
                    new Variable(p.value(2), name(p.name("vb"))))))
        .write(p.path("foo-same"));

    var v = zeros(p);
    try (var st = new Checkpoint(kw("foo", list(v.a, v.b))).read(p.path("foo-ab"))) {
      st.assertConsumed();
    }
    r.print("foo=[a, b]", r.values(v.a, v.b));

    var w = zeros(p);
    r.error(
        "foo=[b, a] with different shapes",
        () -> new Checkpoint(kw("foo", list(w.b, w.a))).read(p.path("foo-ab")));
    r.print("foo=[b, a] values after the error", r.values(w.a, w.b));

    var x = zeros(p);
    // In Python the status dies with `del st, ck`; here close() tells what nobody took.
    try (var st = new Checkpoint(kw("bar", list(x.a, x.b))).read(p.path("foo-ab"))) {
      r.print("bar=[a, b]", r.values(x.a, x.b));
      r.error("bar=[a, b]: assert_consumed", () -> st.assertConsumed());
      r.error(
          "bar=[a, b]: assert_existing_objects_matched", () -> st.assertExistingObjectsMatched());
      r.error("bar=[a, b]: assert_nontrivial_match", () -> st.assertNontrivialMatch());
    }

    var a = new Variable(0f);
    var b = new Variable(0f);
    try (var st = new Checkpoint(kw("foo", list(b, a))).read(p.path("foo-same"))) {
      st.assertConsumed();
    }
    r.print("foo=[b, a] same shapes [a, b]", r.values(a, b));
  }

  private static Pair zeros(Parameters p) {
    return new Pair(
        new Variable(0f, name(p.name("va"))),
        new Variable(new float[] {0f, 0f}, name(p.name("vb"))));
  }
}
